from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.values.codes import find_codes

CODES = [
    ("DE89370400440532013000", "iban", "DE89370400440532013000", True),
    ("DE89 3704 0044 0532 0130 00", "iban", "DE89370400440532013000", True),
    ("DE88 3704 0044 0532 0130 00", "iban", "DE88370400440532013000", False),
    ("GB82 WEST 1234 5698 7654 32", "iban", "GB82WEST12345698765432", True),
    ("FR14 2004 1010 0505 0001 3M02 606", "iban", "FR1420041010050500013M02606", True),
    ("CH93 0076 2011 6238 5295 7", "iban", "CH9300762011623852957", True),
    ("NL91ABNA0417164300", "iban", "NL91ABNA0417164300", True),
    ("DE136695976", "vat", "DE136695976", True),
    ("DE 136 695 976", "vat", "DE136695976", True),
    ("DE136695975", "vat", "DE136695975", False),
    ("ATU13585627", "vat", "ATU13585627", True),
    ("ATU 13585627", "vat", "ATU13585627", True),
    ("BE 0428.759.497", "vat", "BE0428759497", True),
    ("ES A13585625", "vat", "ESA13585625", True),
    ("FR 40 303265045", "vat", "FR40303265045", True),
    ("IT 00743110157", "vat", "IT00743110157", True),
    ("NL004495445B01", "vat", "NL004495445B01", True),
    ("PL 8567346215", "vat", "PL8567346215", True),
    ("CHE-107.787.577 IVA", "vat", "CHE107787577IVA", True),
    ("CHE-100.155.212", "vat", "CHE100155212", True),
    ("GB 980780684", "vat", "GB980780684", True),
    ("NO 995525828 MVA", "vat", "NO995525828MVA", True),
    ("+49 30 1234567", "phone", "+49301234567", None),
    ("+49 (0)30 / 1234-567", "phone", "+49301234567", None),
    ("+33 1 23 45 67 89", "phone", "+33123456789", None),
    ("0049 30 123456", "phone", "004930123456", None),
    ("030 1234567", "phone", "0301234567", None),
    ("03-7785 1234", "phone", "0377851234", None),
    ("(030) 123 456", "phone", "030123456", None),
    ("01.23.45.67.89", "phone", "0123456789", None),
    ("(415) 555-2671", "phone", "4155552671", None),
    ("info@foo-bar.co.uk", "email", "info@foo-bar.co.uk", None),
    ("first.last+tag@example.org", "email", "first.last+tag@example.org", None),
    ("https://www.example.org/a?b=1", "url", "https://www.example.org/a?b=1", None),
    ("www.example.de", "url", "www.example.de", None),
    ("example.com/returns", "url", "example.com/returns", None),
]


@pytest.mark.parametrize(("written", "kind", "compact", "valid"), CODES)
@pytest.mark.parametrize("frame", ["{}", "see: {}.", "No {}\nnext line"])
def test_code_is_read_whole(
    written: str, kind: str, compact: str, valid: bool | None, frame: str
) -> None:
    text = frame.format(written)
    (found,) = find_codes(text)
    assert text[found.start : found.end] == written
    assert (found.kind, found.text, found.valid) == (kind, compact, valid)


@pytest.mark.parametrize(
    "text", ["BIC: DEUTDEFF", "SWIFT COBADEFFXXX", "DE89 3704 0044 0532 0130 00 DEUTDEFF500"]
)
def test_bank_code_is_read_beside_words_about_accounts(text: str) -> None:
    found = find_codes(text)[-1]
    assert (found.kind, found.text, found.valid) == ("bic", text.rsplit(maxsplit=1)[-1], None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DOCUMENT",
        "BIC: document",
        "SWIFT ABCDQQFF",
        "DE123",
        "XX89 3704 0044 0532 0130 00",
        "05.03.2018 14:30",
        "05/03/2018",
        "12.00 13.00 14.00",
        "+12.00 13.00 14.00",
        "+100000.00",
        "0.1234567",
        "2018",
        "at@",
        "www.",
        "A0301234567",
    ],
)
def test_other_text_is_no_code(text: str) -> None:
    assert find_codes(text) == ()


def test_codes_on_one_line_are_kept_apart() -> None:
    text = "Tel:03-77281188 Fax:03-77281199 IBAN DE89370400440532013000 BIC COBADEFFXXX a@b.de"
    assert [code.kind for code in find_codes(text)] == ["phone", "phone", "iban", "bic", "email"]


@given(st.text(st.sampled_from("0123456789 .-+()/@DEATUGBCHXw:\0") | st.characters(), max_size=60))
def test_codes_lie_in_the_text_one_behind_the_other(text: str) -> None:
    end = 0
    for code in find_codes(text):
        assert end <= code.start < code.end <= len(text)
        assert code.text
        end = code.end


@pytest.mark.parametrize("piece", ["1 ", "1.2 ", ". ", "9", "a.b-", "DE12", "+1-", "(0)", "a@"])
def test_long_runs_come_to_an_end(piece: str) -> None:
    find_codes(piece * (100_000 // len(piece)))
