"""Letters: place and date, salutations, sentences that are no names, codes of banks."""

from __future__ import annotations

import datetime
from dataclasses import make_dataclass

import pytest

from tests.engines.embedded.fields.setting import Placed, sheet
from tests.engines.embedded.fields.test_reading import read

LETTER = make_dataclass("Letter", [("issue_date", datetime.date | None, None)])
PARTIES = make_dataclass("Parties", [("buyer", str | None, None)])
BANK = make_dataclass("Bank", [("bic", str | None, None)])
MAY = datetime.date(2024, 5, 3)


@pytest.mark.parametrize(
    "line",
    [
        "Leeds, 3 May 2024",
        "Köln, den 3. Mai 2024",
        "Frankfurt am Main, 03.05.2024",
        "Lyon, le 3 mai 2024",
        "Madrid, a 3 de mayo de 2024",
        "Reggio Emilia, lì 3 maggio 2024",
        "Utrecht, 3 mei 2024",
        "Porto, 3 de maio de 2024",
        "Kraków, dnia 3 maja 2024 r.",
        "3 May 2024",
        "2024年5月3日",
    ],
)
def test_date_behind_the_place_or_alone_is_that_of_the_letter(line: str) -> None:
    page = sheet(
        (60, 60, "Ferncastle Instruments LLP"),
        (60, 120, "In reply to your letter of 1 April 2024 we write again."),
        (300, 200, line),
        (60, 300, "Our invoice of 3 March 2024 has not been paid up to now."),
    )
    assert read(LETTER, page).value == LETTER(MAY)


def test_letter_of_a_sender_on_the_right_is_read_whole() -> None:
    """His lines end below each other; the letter says of another paper when it was dated."""
    kind = make_dataclass(
        "Dunned",
        [
            *((name, str) for name in ("seller", "seller_address", "buyer", "invoice_number")),
            *((name, datetime.date) for name in ("issue_date", "due_date")),
        ],
    )
    sender = ("Castagneto Logistica S.r.l.", "Via Garibaldi 35", "10125 Torino")
    page = sheet(
        *((530 - 5 * len(text), 60 + 13 * at, text) for at, text in enumerate(sender)),
        (60, 120, "Mario Bianchi"),
        (60, 133, "Viale Europa 38"),
        (60, 146, "40122 Bologna"),
        (400, 180, "Torino, 24 giugno 2024"),
        (60, 210, "Gentile cliente,"),
        (
            60,
            236,
            "dai nostri controlli la fattura n. 118/2024 di data 3 maggio 2024 non è pagata.",
        ),
        (60, 262, "La preghiamo di pagare € 1.190,00 entro il 8 luglio 2024."),
        (60, 290, "Cordiali saluti"),
    )
    assert read(kind, page).value == kind(
        "Castagneto Logistica S.r.l.",
        "Via Garibaldi 35, 10125 Torino",
        "Mario Bianchi",
        "118/2024",
        datetime.date(2024, 6, 24),
        datetime.date(2024, 7, 8),
    )


def test_date_under_other_words_is_not_alone() -> None:
    page = sheet((60, 60, "4 April 2024 Leeds"), (60, 150, "Best before"), (60, 162, "3 May 2024"))
    assert read(LETTER, page).value == LETTER(datetime.date(2024, 4, 4))


def test_limit_is_not_the_date_of_a_document() -> None:
    page = sheet((60, 300, "Delivery shall take place no later than 3 May 2024, as agreed by all."))
    assert read(LETTER, page).value == LETTER(None)


@pytest.mark.parametrize(
    ("salutation", "sentence"),
    [
        ("Estimado cliente:", "Nuestra factura nº K525407 por un importe de 7 EUR no ha sido"),
        ("Cher client,", "Sauf erreur de notre part, votre commande reste impayée à ce jour."),
        ("Beste klant,", "Onze factuur van vorige maand over dit bedrag staat nog open."),
        (
            "Sehr geehrter Kunde,",
            "vielen Dank für Ihre Bestellung. Wir liefern die Ware am Montag.",
        ),
        ("Dear customer,", "We write to you since what you owe us is open."),
    ],
)
def test_salutation_is_no_label_and_a_sentence_no_name(salutation: str, sentence: str) -> None:
    page = sheet((60, 200, salutation), (60, 224, sentence))
    assert read(PARTIES, page).value == PARTIES(None)


def test_long_name_of_small_words_is_a_name() -> None:
    name = "Cooperativa de servicios y obras de la comarca"
    page = sheet((60, 200, "Cliente:"), (60, 213, name))
    assert read(PARTIES, page).value == PARTIES(name)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (((60, 60, "IBAN DE89 3704 0044 0532 0130 00, BIC RAXYGBD5."),), "RAXYGBD5"),
        (((60, 60, "IBAN DE89 3704 0044 0532 0130 00"), (60, 72, "RAXYGBD5")), "RAXYGBD5"),
        (((60, 60, "Bank: Sparkasse, COBADE12"),), "COBADE12"),
        (((60, 60, "REMINDER"),), None),
        (((60, 60, "Article COBADE12"),), None),
        (((60, 60, "IBAN DE89 3704 0044 0532 0130 00"), (60, 72, "RAXYQQD5")), None),
    ],
)
def test_code_of_a_bank_is_known_near_an_account(
    lines: tuple[Placed, ...], code: str | None
) -> None:
    assert read(BANK, sheet(*lines)).value == BANK(code)
