"""Days, sums and numbers that the words of sentences announce, in nine languages."""

from __future__ import annotations

import datetime
from dataclasses import make_dataclass
from decimal import Decimal

import pytest

from docparse.engines.embedded.fields.candidates import Option, Values
from docparse.engines.embedded.fields.printed import printed
from docparse.engines.embedded.fields.running import sentences
from docparse.engines.embedded.fields.told import told
from tests.engines.embedded.fields.setting import sheet
from tests.engines.embedded.fields.test_reading import read

MAY = datetime.date(2024, 5, 7)


def options(concept: str, text: str) -> list[Option]:
    document = printed([sheet((60, 300, text))])
    return list(told(concept, sentences(document), Values(document)))


def best(concept: str, text: str) -> str | None:
    found = [option for option in options(concept, text) if option.score >= 0.4]
    return max(found, key=lambda option: option.score).text if found else None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Please transfer the amount by 7 May 2024.", "7 May 2024"),
        ("We expect your payment no later than Tuesday, 7 May 2024.", "7 May 2024"),
        ("Kindly settle it on or before the 7th of May 2024.", "7th of May 2024"),
        ("Bitte überweisen Sie den Betrag bis zum 07.05.2024.", "07.05.2024"),
        ("Wir bitten um Zahlung bis spätestens Dienstag, den 7. Mai 2024.", "7. Mai 2024"),
        ("Merci de régler cette facture avant le 7 mai 2024.", "7 mai 2024"),
        ("Le paiement doit nous parvenir au plus tard le 7 mai 2024.", "7 mai 2024"),
        ("Veuillez virer cette somme d'ici au 7 mai 2024.", "7 mai 2024"),
        ("Le rogamos que abone el importe antes del 7 de mayo de 2024.", "7 de mayo de 2024"),
        ("Puede pagar a más tardar el 7 de mayo de 2024.", "7 de mayo de 2024"),
        ("La preghiamo di pagare entro il 7 maggio 2024.", "7 maggio 2024"),
        ("Wij verzoeken u het bedrag uiterlijk op 7 mei 2024 over te maken.", "7 mei 2024"),
        ("Gelieve te betalen vóór 7 mei 2024.", "7 mei 2024"),
        ("Solicitamos o pagamento até 7 de maio de 2024.", "7 de maio de 2024"),
        ("Prosimy o zapłatę do dnia 7 maja 2024 r.", "7 maja 2024"),
        ("Należność prosimy przelać najpóźniej 7 maja 2024.", "7 maja 2024"),
        ("请于2024年5月7日前付款。", "2024年5月7日"),
        ("货款请在2024年5月7日之前付清。", "2024年5月7日"),
        ("付款截止2024年5月7日。", "2024年5月7日"),
    ],
)
def test_date_behind_the_words_of_a_limit_is_the_day_to_pay(text: str, date: str) -> None:
    assert best("due_date", text) == date


@pytest.mark.parametrize(
    "text",
    [
        "Please pay within 14 days of the date of this letter.",
        "Our invoice of 7 May 2024 has not been paid.",
        "This offer is valid until 7 May 2024.",
        "Das Angebot ist gültig bis zum 07.05.2024.",
        "La merce sarà consegnata entro il 7 maggio 2024.",
    ],
)
def test_no_day_to_pay_is_made_up_or_taken_from_other_limits(text: str) -> None:
    assert best("due_date", text) is None


def test_limit_with_a_discount_gives_way_to_that_of_the_whole_sum() -> None:
    text = "Zahlbar bis 07.05.2024 mit 2 % Skonto, bis 30.05.2024 netto."
    assert best("due_date", text) == "30.05.2024"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("According to our books our invoice RE-2024-17 of 7 May 2024 is open.", "RE-2024-17"),
        ("our invoice of 7 May 2024 (no. 4711-B) is open", "4711-B"),
        ("unsere Rechnung Nr. 48213 vom 07.05.2024 über 20,00 €", "48213"),
        ("die Rechnung mit der Nummer 48213", "48213"),
        ("notre facture n° F2024/17 du 7 mai 2024", "F2024/17"),
        ("nuestra factura nº K525407 de fecha 07/05/2024", "K525407"),
        ("la nostra fattura n. 17/2024 del 7 maggio 2024", "17/2024"),
        ("onze factuur met nummer 2024-0017 van 7 mei 2024", "2024-0017"),
        ("a nossa fatura n.º 2024/17 de 7 de maio de 2024", "2024/17"),
        ("za fakturę nr FV/17/2024 z dnia 7 maja 2024", "FV/17/2024"),
        ("我公司于2024年5月7日开具的发票55683067，尚未收到款项。", "55683067"),
    ],
)
def test_code_behind_the_word_for_an_invoice_is_its_number(text: str, number: str) -> None:
    assert best("invoice_number", text) == number


def test_sum_or_day_of_an_invoice_is_not_its_number() -> None:
    assert best("invoice_number", "our invoice of 7 May 2024 for 2,136.20 EUR") is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("our invoice for GBP 6,380.66 has not been paid", "GBP 6,380.66"),
        ("please pay the amount of EUR 2,136.20", "EUR 2,136.20"),
        ("unsere Rechnung über 2.136,20 € ist offen", "2.136,20 €"),
        ("ein Betrag in Höhe von 2.136,20 € ist offen", "2.136,20 €"),
        ("notre facture d'un montant de 2 136,20 € reste impayée", "2 136,20 €"),
        ("nuestra factura por un importe de 2.136,20 EUR", "2.136,20 EUR"),
        ("la fattura di EUR 1.660,56 risulta non pagata", "EUR 1.660,56"),
        ("onze factuur over een bedrag van € 4.345,69", "€ 4.345,69"),
        ("a fatura no valor de 2.136,20 € está por pagar", "2.136,20 €"),
        ("faktura na kwotę 2 136,20 zł", "2 136,20 zł"),
        ("贵司发票55683067，金额为￥3,862.01", "￥3,862.01"),
    ],
)
def test_sum_in_a_sentence_is_that_of_the_invoice(text: str, amount: str) -> None:
    assert best("gross_total", text) == best("amount_due", text) == amount


def test_fee_is_not_the_sum_of_an_invoice() -> None:
    assert best("gross_total", "For this invoice we charge a fee of EUR 40.00.") is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("The goods were delivered on 7 May 2024.", "7 May 2024"),
        ("They were delivered to your premises on 7 May 2024.", "7 May 2024"),
        ("Die Ware wurde geliefert am 07.05.2024.", "07.05.2024"),
        ("Die Ware wurde am 7. Mai 2024 an Sie ausgeliefert.", "7. Mai 2024"),
        ("La marchandise a été livrée le 7 mai 2024.", "7 mai 2024"),
        ("La mercancía fue entregada el 7 de mayo de 2024.", "7 de mayo de 2024"),
        ("Merce consegnata il 7 maggio 2024.", "7 maggio 2024"),
        ("Goederen geleverd op 7 mei 2024.", "7 mei 2024"),
        ("Mercadoria entregue em 7 de maio de 2024.", "7 de maio de 2024"),
        ("Towar dostarczono dnia 7 maja 2024.", "7 maja 2024"),
        ("货物已于2024年5月7日送达。", "2024年5月7日"),
    ],
)
def test_day_of_a_delivery_is_told_in_a_sentence(text: str, date: str) -> None:
    assert best("delivery_date", text) == date


@pytest.mark.parametrize(
    "text",
    [
        "The goods of our invoice of 7 May 2024 were supplied.",
        "The goods were delivered with our invoice of 7 May 2024.",
        "You ordered the goods on 7 May 2024.",
        "Die Rechnung vom 07.05.2024 ist offen. Wir haben geliefert.",
    ],
)
def test_other_days_are_none_of_delivery(text: str) -> None:
    assert best("delivery_date", text) is None


def test_chinese_labels_need_no_blanks() -> None:
    assert best("customer_number", "贵公司客户编号为91170，感谢惠顾。") == "91170"


def test_values_of_a_letter_come_from_its_sentences() -> None:
    kind = make_dataclass(
        "Reminder", [("invoice_number", str), ("due_date", datetime.date), ("gross_total", Decimal)]
    )
    page = sheet(
        (60, 300, "Our invoice RE-2024-17 of 24 April 2024 for EUR 2,136.20 is still open."),
        (60, 330, "Please transfer the amount by 7 May 2024 at the latest."),
    )
    assert read(kind, page).value == kind("RE-2024-17", MAY, Decimal("2136.20"))
