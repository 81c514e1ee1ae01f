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
