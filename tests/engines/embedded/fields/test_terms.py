"""Phrases of payment terms, known by their form in nine languages."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.fields.terms import terms_in


@pytest.mark.parametrize(
    "phrase",
    [
        # English
        "Net 21 days", "Net 30", "7 days net", "strictly 7 days", "30 days end of month",
        "2% 10 net 30", "2/10 net 30", "due on receipt", "due upon receipt", "within 30 days",
        "payable within 30 days without deduction", "14 days from date of invoice",
        "30 days after receipt of invoice", "cash on delivery", "payment in advance",
        "30% deposit, balance within 14 days of delivery", "10 working days net",
        # German
        "netto 30 Tage", "30 Tage netto", "innerhalb von 7 Tagen", "sofort fällig ohne Abzug",
        "zahlbar innerhalb 30 Tagen ab Rechnungsdatum rein netto", "sofort zahlbar",
        "2 % Skonto innerhalb 10 Tagen, 30 Tage netto", "14 Tage nach Rechnungserhalt", "Vorkasse",
        # French
        "30 jours fin de mois", "à réception", "à réception de facture", "30 jours nets",
        "sous 30 jours", "paiement à 45 jours fin de mois", "45 jours date de facture",
        "paiement comptant",
        # Spanish
        "a 30 días", "contado", "al contado", "30 días fecha factura", "pago a 60 días",
        "a 30 y 60 días", "pago anticipado",
        # Italian
        "30 gg D.F.", "60 giorni data fattura", "a vista", "a 30 giorni", "rimessa diretta",
        "30/60 giorni d.f.f.m.", "7 giorni netto", "bonifico bancario 30 giorni fine mese",
        # Dutch
        "binnen 21 dagen", "betaling binnen 21 dagen", "netto 30 dagen", "14 dagen na factuurdatum",
        "contant bij levering",
        # Portuguese
        "30 dias", "a 30 dias", "30 dias data da fatura", "pronto pagamento", "60 dias líquidos",
        # Polish
        "30 dni od daty wystawienia", "30 dni netto", "przelew 14 dni", "przedpłata",
        "płatne w ciągu 14 dni od otrzymania faktury",
        # Chinese
        "月结45天", "货到付款", "收到发票后30天内付款", "款到发货", "票到30天",
    ],
)  # fmt: skip
def test_phrase_is_found_whole(phrase: str) -> None:
    assert [phrase[start:end] for start, end in terms_in(phrase)] == [phrase]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Payment: net 30 days.", "net 30 days"),
        ("The usual: within 14 days of our", "within 14 days"),
        ("Please pay within 14 days of the date of this letter.",
         "pay within 14 days of the date of this letter"),
        ("Bitte begleichen Sie ihn innerhalb von 14 Tagen nach Erhalt der Rechnung auf unser Konto",
         "innerhalb von 14 Tagen nach Erhalt der Rechnung"),
        ("est payable sous 8 jours à compter de la réception, merci",
         "payable sous 8 jours à compter de la réception"),
    ],
)  # fmt: skip
def test_phrase_ends_where_other_words_begin(text: str, phrase: str) -> None:
    assert [text[start:end] for start, end in terms_in(text)] == [phrase]


@pytest.mark.parametrize(
    "text",
    [
        "of 1 January 2021 apply.",
        "Interest of 8% above the base rate",
        "net 45.00",
        "Netto 1.234,00 €",
        "netto 19 %",
        "in Rechnung",
        "mit der Bitte um Zahlung",
        "7 May 2024",
        "2024年5月7日",
        "Total 30",
    ],
)
def test_sums_dates_and_sentences_are_no_terms(text: str) -> None:
    assert list(terms_in(text)) == []
