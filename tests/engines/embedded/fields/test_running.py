"""Sentences over lines: what is joined, what is not, and where a value in them is printed."""

from __future__ import annotations

import datetime
from dataclasses import make_dataclass

import pytest

from docparse.engines.embedded.fields.printed import printed
from docparse.engines.embedded.fields.running import sentences
from tests.engines.embedded.fields.setting import Placed, sheet
from tests.engines.embedded.fields.test_reading import read


def paragraph(*lines: str) -> tuple[Placed, ...]:
    return tuple((60.0, 300.0 + 13 * at, line) for at, line in enumerate(lines))


def texts(*lines: Placed) -> list[str]:
    return [sentence.text for sentence in sentences(printed([sheet(*lines)]))]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("we ask you to pay the sum by 7", "May 2025."),
            ["we ask you to pay the sum by 7 May 2025."],
        ),
        (
            ("wir bitten Sie um die Bezah-", "lung der Rechnung."),
            ["wir bitten Sie um die Bezahlung der Rechnung."],
        ),
        (
            ("please see our invoice no. RE-2024-", "17 of 3 March."),
            ["please see our invoice no. RE-2024-17 of 3 March."],
        ),
        (
            ("请贵公司于二〇二五年十二月三十一日之前付清", "上述款项。"),
            ["请贵公司于二〇二五年十二月三十一日之前付清上述款项。"],
        ),
        (
            ("It has not been settled. Please see", "to it. Thank you."),
            ["It has not been settled.", "Please see to it. Thank you."],
        ),
        (
            ("Die Rechnung vom 24. Mai ist fällig. Wir", "danken."),
            ["Die Rechnung vom 24. Mai ist fällig.", "Wir danken."],
        ),
    ],
)
def test_lines_of_a_paragraph_are_one_text_parted_into_sentences(
    lines: tuple[str, ...], expected: list[str]
) -> None:
    assert texts(*paragraph(*lines)) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ((60, 60, "Hafenstr. 7 im Hof links"), (60, 73, "20457 Hamburg"), (60, 300, "x " * 40)),
        ((60, 60, "Our terms of business apply"), (200, 73, "in all their parts")),
        ((60, 60, "Our terms of business apply"), (60, 90, "in all their parts")),
        ((60, 60, "Total"), (60, 73, "12.00")),
    ],
    ids=["a line that is not full", "another column", "another paragraph", "too few words"],
)
def test_what_is_no_running_text_is_not_joined(lines: tuple[Placed, ...]) -> None:
    assert texts(*lines) == [" ".join(text.split()) for _, _, text in lines]


@pytest.mark.parametrize(
    ("field", "kind", "lines", "value", "spoken"),
    [
        (
            "due_date",
            datetime.date,
            ("Please transfer what is owed to us by 7", "May 2025 at the latest."),
            datetime.date(2025, 5, 7),
            "7 May 2025",
        ),
        (
            "iban",
            str,
            ("Please pay to our bank account IBAN DE89 3704", "0044 0532 0130 00 without delay."),
            "DE89370400440532013000",
            "DE89 3704 0044 0532 0130 00",
        ),
        (
            "bic",
            str,
            ("Please pay to IBAN DE89 3704 0044 0532 0130 00 BIC", "COBADEFFXXX as agreed."),
            "COBADEFFXXX",
            "COBADEFFXXX",
        ),
        (
            "invoice_number",
            str,
            ("We have not been paid for what we sent, invoice no.", "RE-2024-17 being open."),
            "RE-2024-17",
            "RE-2024-17",
        ),
        (
            "customer_number",
            str,
            ("In all that you write to us please state your customer", "number 48213 at the top."),
            "48213",
            "48213",
        ),
    ],
)
def test_value_or_label_broken_over_lines_is_read_with_its_words(
    field: str, kind: type, lines: tuple[str, ...], value: object, spoken: str
) -> None:
    form = make_dataclass("Letter", [(field, kind)])
    found = read(form, sheet(*paragraph(*lines)))
    assert found.value == form(value)
    evidence = found.evidence[field]
    assert evidence.text == spoken
    assert [word.text for word in evidence.words] == spoken.split()


def test_part_of_a_text_with_a_broken_word_is_printed_with_its_hyphen() -> None:
    page = sheet(*paragraph("wir bitten Sie um die Bezah-", "lung der Rechnung. Wir danken."))
    first, *_ = sentences(printed([page]))
    at = first.text.index("Bezahlung")
    assert [span.text for span in first.spans(at, at + 9)] == ["Bezah-", "lung"]
    assert [span.text for span in first.spans(at, at + 5)] == ["Bezah"]
    assert [span.text for span in first.spans(at + 5, at + 13)] == ["lung der"]


def test_long_text_without_the_end_of_a_sentence_falls_into_its_lines() -> None:
    lines = [f"one word more of {at:03} words" for at in range(100)]
    assert texts(*paragraph(*lines)) == lines
    assert texts((60, 60, "word " * 500)) == []
