from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.values.amounts import decimal_sign, find_numbers

PLAIN = [
    ("1,234.50", "1234.50"),
    ("1.234,50", "1234.50"),
    ("1 234,50", "1234.50"),
    ("1'234.50", "1234.50"),
    ("1’234.50", "1234.50"),
    ("1’234,50", "1234.50"),
    ("1\u202f234,50", "1234.50"),
    ("1\u00a0234.50", "1234.50"),
    ("12,34,567.00", "1234567.00"),
    ("1,23,456", "123456"),
    ("1,234,567", "1234567"),
    ("1.234.567", "1234567"),
    ("1.234.567,89", "1234567.89"),
    ("12 345 678", "12345678"),
    ("1234.5", "1234.5"),
    ("1234,567", "1234.567"),
    ("1,2345", "1.2345"),
    ("0.500", "0.500"),
    ("0,5", "0.5"),
    ("42", "42"),
    ("12.–", "12"),
    ("12,-", "12"),
    ("1'200.—", "1200"),
    ("-12.00", "-12.00"),
    ("−12", "-12"),
    ("–12,50", "-12.50"),
    ("12.00-", "-12.00"),
    ("(12.00)", "-12.00"),
    ("(1,234)", "-1234"),
    ("+12.00", "12.00"),
]

MONEY = [
    ("€ 12,00", "12.00", "EUR"),
    ("12,00 €", "12.00", "EUR"),
    ("12€", "12", "EUR"),
    ("EUR 12.00", "12.00", "EUR"),
    ("12.00EUR", "12.00", "EUR"),
    ("EUR-12,00", "-12.00", "EUR"),
    ("12,00 Euro", "12.00", "EUR"),
    ("$12", "12", "USD"),
    ("-$12.00", "-12.00", "USD"),
    ("$-12.00", "-12.00", "USD"),
    ("($12.00)", "-12.00", "USD"),
    ("US$ 1,200.00", "1200.00", "USD"),
    ("A$5.00", "5.00", "AUD"),
    ("S$5.00", "5.00", "SGD"),
    ("HK$5.00", "5.00", "HKD"),
    ("R$ 1.234,50", "1234.50", "BRL"),
    ("£12.50", "12.50", "GBP"),
    ("¥1,200.00", "1200.00", "JPY"),
    ("1.200,00 JPY", "1200.00", "JPY"),
    ("12元", "12", "CNY"),
    ("RMB 12.00", "12.00", "CNY"),
    ("₹1,23,456.00", "123456.00", "INR"),
    ("Rs.500", "500", "INR"),
    ("Rs 500.00", "500.00", "INR"),
    ("RM12.00", "12.00", "MYR"),
    ("12.00 RM", "12.00", "MYR"),
    ("12zł", "12", "PLN"),
    ("-1.234,56 zł", "-1234.56", "PLN"),
    ("1 234,50 Kč", "1234.50", "CZK"),
    ("99 kr", "99", "SEK"),
    ("CHF 12.–", "12", "CHF"),
    ("Fr. 1'234.50", "1234.50", "CHF"),
    ("1 000 Ft", "1000", "HUF"),
]


@pytest.mark.parametrize(("written", "value"), PLAIN)
@pytest.mark.parametrize("frame", ["{}", "Total: {} net"])
def test_number_is_read_whole(written: str, value: str, frame: str) -> None:
    text = frame.format(written)
    (found,) = find_numbers(text)
    assert text[found.start : found.end] == written
    assert found.value == Decimal(value)
    assert found.decimals == len(value.partition(".")[2])
    assert found.currency is None


@pytest.mark.parametrize(("written", "value", "currency"), MONEY)
@pytest.mark.parametrize("frame", ["{}", "Total: {}, net"])
def test_currency_is_part_of_the_number(
    written: str, value: str, currency: str, frame: str
) -> None:
    text = frame.format(written)
    (found,) = find_numbers(text)
    assert text[found.start : found.end] == written
    assert (found.value, found.currency) == (Decimal(value), currency)


@pytest.mark.parametrize("written", ["19%", "19 %", "19,00 %", "19.0\u00a0%"])
def test_per_cent_is_not_divided(written: str) -> None:
    (found,) = find_numbers(f"VAT ({written})")
    assert found.percent
    assert found.value == 19


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A123",
        "12kg",
        "2x12.00",
        "12/34",
        "12-34-56",
        "AB-1234",
        "12.05.2018",
        "5 March 2018",
        "2018-03-05",
        "14:30",
        "14:30:05",
        "+49 30 1234567",
        "0049301234567",
        "DE89 3704 0044 0532 0130 00",
        "DE136695976",
        "192.168.1.1",
        "192.168.100.200",
        "1.234.56",
        "ISBN 978-3-16",
        "info2@example.org",
        "https://example.org/12/page?n=12",
    ],
)
def test_codes_are_no_numbers(text: str) -> None:
    assert find_numbers(text) == ()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("2 $13.00", ["2", "$13.00"]),
        ("$1.00$2.00", ["$1.00", "$2.00"]),
        ("12.00 EUR 13.00 EUR", ["12.00 EUR", "13.00 EUR"]),
        ("EUR 12.00 EUR 13.00", ["EUR 12.00", "EUR 13.00"]),
        ("10–20", ["10", "20"]),
        ("12.00 - 5.00", ["12.00", "5.00"]),
        ("12.00 -5.00", ["12.00", "-5.00"]),
        ("note (12)", ["12"]),
        ("1 234 5678", ["1", "234", "5678"]),
        ("1 150.00", ["1", "150.00"]),
        ("4 567 890,50 12 345,00", ["4 567 890,50", "12 345,00"]),
        ("AB12 345.00", ["345.00"]),
        ("合计12.00元", ["12.00元"]),
        ("1,5, 2,5.", ["1,5", "2,5"]),
    ],
)
def test_neighbours_keep_what_is_theirs(text: str, pieces: list[str]) -> None:
    assert [text[found.start : found.end] for found in find_numbers(text)] == pieces


def test_yen_sign_is_yuan_in_chinese_text() -> None:
    assert find_numbers("共12元, ¥15")[1].currency == "CNY"


@pytest.mark.parametrize("written", ["1.234", "1,234", "12.345", "123,456"])
def test_one_separator_before_three_figures_is_doubtful(written: str) -> None:
    (found,) = find_numbers(written)
    assert found.doubtful
    assert found.value == int(written.replace(".", "").replace(",", ""))
    sign = "." if "." in written else ","
    (as_decimal,) = find_numbers(written, decimal=sign)
    assert (as_decimal.doubtful, as_decimal.decimals) == (False, 3)
    (as_groups,) = find_numbers(written, decimal="," if sign == "." else ".")
    assert (as_groups.doubtful, as_groups.value) == (False, found.value)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("1.234,50", ","),
        ("1,234.50", "."),
        ("12,5", ","),
        ("12.5 and 12.7", "."),
        ("1.234.567", ","),
        ("1,234,567", "."),
        ("12,-", ","),
        ("Section 3.2: 19,00", ","),
        ("1.234", None),
        ("42", None),
        ("1,50 1.50", None),
    ],
)
def test_decimal_sign_is_what_most_numbers_tell(text: str, sign: str | None) -> None:
    assert decimal_sign(text, find_numbers(text)) == sign


def _grouped(value: Decimal, group: str, sign: str) -> str:
    return f"{value:,.2f}".replace(".", "\0").replace(",", group).replace("\0", sign)


def _indian(value: Decimal) -> str:
    whole, _, part = f"{value:.2f}".partition(".")
    head, tail = whole[:-3], whole[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(pairs), tail]) + "." + part


@given(
    st.decimals(0, 10**9, places=2),
    st.sampled_from(
        [
            (",", "."),
            (".", ","),
            (" ", ","),
            ("'", "."),
            ("’", ","),
            ("\u202f", ","),
            ("\u00a0", "."),
            ("", "."),
            ("", ","),
        ]
    ),
    st.booleans(),
)
def test_grouped_numbers_are_read_back(
    value: Decimal, style: tuple[str, str], negative: bool
) -> None:
    written = "-" * negative + _grouped(value, *style)
    (found,) = find_numbers(f"EUR {written}")
    assert found.value == (-value if negative else value)
    assert (found.decimals, found.currency, found.doubtful) == (2, "EUR", False)


@given(st.decimals(0, 10**9, places=2))
def test_indian_groups_are_read_back(value: Decimal) -> None:
    (found,) = find_numbers(f"₹{_indian(value)}")
    assert (found.value, found.currency) == (value, "INR")


@given(
    st.text(st.sampled_from("0123456789 .,'-–%()$€EURkr/:") | st.characters(), max_size=60),
    st.sampled_from([None, ",", "."]),
)
def test_numbers_lie_in_the_text_one_behind_the_other(text: str, decimal: str | None) -> None:
    found = find_numbers(text, decimal=decimal)
    end = 0
    for one in found:
        assert end <= one.start < one.end <= len(text)
        end = one.end
    decimal_sign(text, found)


@pytest.mark.parametrize("piece", ["1 ", "1.2 ", ". ", "9", "123 ", "123.456 ", "EUR 1 ", "(-"])
def test_long_runs_come_to_an_end(piece: str) -> None:
    find_numbers(piece * (100_000 // len(piece)))
