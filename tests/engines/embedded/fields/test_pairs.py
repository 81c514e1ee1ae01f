"""Labelled values without a type: behind, below, filled in, ticked; and nothing of running text."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.fields.pairs import find_pairs
from tests.engines.embedded.fields.setting import CARD, INVOICE, Placed, sheet


def pairs(*lines: Placed) -> list[tuple[str, str]]:
    return [(pair.key, pair.value) for pair in find_pairs(sheet(*lines))]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([(60, 60, "Colour of the roof: dark red")], [("Colour of the roof", "dark red")]),
        ([(60, 60, "Invoice number"), (200, 60, "R-17")], [("Invoice number", "R-17")]),
        ([(60, 60, "Invoice number"), (60, 74, "R-17")], [("Invoice number", "R-17")]),
        ([(60, 60, "Your order"), (200, 60, "B 9")], [("Your order", "B 9")]),
        ([(60, 60, "Total due ........ 17.50")], [("Total due", "17.50")]),
        ([(60, 60, "VAT 20%"), (200, 60, "854.40")], [("VAT 20%", "854.40")]),
        ([(60, 60, "Tel: 123 456 Fax: 789 012")], [("Tel", "123 456"), ("Fax", "789 012")]),
        ([(60, 60, "Surname *"), (200, 60, "Berg")], [("Surname", "Berg")]),
        (
            [(60, 60, "☑ Newsletter"), (200, 60, "☐ Phone")],
            [("Newsletter", "yes"), ("Phone", "no")],
        ),
        ([(60, 60, "Sex: ☐ male ☒ female")], [("Sex", "female")]),
        (
            [(60, 60, "Bill to"), (60, 74, "Ada Berg"), (60, 88, "Mill Lane 2")],
            [("Bill to", "Ada Berg\nMill Lane 2")],
        ),
        ([(60, 60, "发票号码：12345678")], [("发票号码", "12345678")]),
    ],
)
def test_pairs_are_found(lines: list[Placed], expected: list[tuple[str, str]]) -> None:
    assert pairs(*lines) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We saw two things in this order: first the rain, then a very long and very windy night.",
        "for each in grid: print each",
        "See https://example.org/a for more",
        "Rivers, 7: 33–49, 2021.",
        "At 12:30 the train left",
    ],
)
def test_running_text_has_none(text: str) -> None:
    assert pairs((60, 60, text)) == []


def test_label_that_no_lexicon_knows_is_one_by_its_type() -> None:
    found = {pair.key: pair.value for pair in find_pairs(CARD)}
    assert found == {
        "Kaste nummer": "Blue",
        "Nationality": "Dutch",
        "Date of birth": "3 May 1981",
    }


def test_no_words_are_the_value_of_two_labels() -> None:
    found = find_pairs(INVOICE)
    values = [span for pair in found for span in pair.spans[1:]]
    assert len({(span.piece, span.start) for span in values}) == len(values)
    assert ("Rechnungsnummer", "RE-2024-118") in [(pair.key, pair.value) for pair in found]


def test_empty_page_has_none() -> None:
    assert pairs() == []
