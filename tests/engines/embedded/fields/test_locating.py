"""Values that a model named, found on the page in whatever form, or told to be nowhere."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.fields.locating import located
from docparse.schemas.extraction import Extraction
from tests.engines.embedded.fields.setting import INVOICE


@pytest.mark.parametrize(
    ("value", "printed", "how"),
    [
        ("RE-2024-118", "RE-2024-118", "as it is printed"),
        ("möbelhaus brandt kg", "Möbelhaus Brandt KG", "as it is printed"),
        ("2024-05-17", "17.05.2024", "as a date"),
        (1190.0, "1.190,00 €", "as a number"),
        ("DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "as a code"),
        (
            "Nordlicht Handels GmbH, Hafenstr. 7, 20457 Hamburg",
            "Nordlicht Handels GmbH Hafenstr. 7 20457 Hamburg",
            "over several lines",
        ),
        ("Mobelhaus Brandt KG", "Möbelhaus Brandt KG", "nearly as it is printed"),
    ],
)
def test_value_is_found_in_the_form_it_is_printed_in(value: object, printed: str, how: str) -> None:
    found = located(Extraction(None), {"field": value}, [INVOICE])
    assert found.problems == ()
    assert (found.evidence["field"].text, found.evidence["field"].how) == (printed, how)


@pytest.mark.parametrize(
    "value",
    ["RE-2024-119", "RE-2024-11", 1191, "2024-05-18", "Berlin", "Hafenstr. 7, 20458 Hamburg"],
)
def test_value_that_is_nowhere_is_told(value: object) -> None:
    found = located(Extraction(None), {"field": value}, [INVOICE])
    assert found.evidence == {}
    assert [problem.kind for problem in found.problems] == ["unsupported"]


def test_values_in_lists_and_types_are_found_each_by_its_path_and_all_its_places() -> None:
    leaves = {"lines": [{"name": "Eichentisch", "total": "1000.00"}], "paid": None, "open": True}
    found = located(Extraction(None), leaves, [INVOICE])
    assert list(found.evidence) == ["lines[0].name", "lines[0].total"]
    total = found.evidence["lines[0].total"]
    assert [one.text for one in (total, *total.others)] == ["1.000,00 €", "1.000,00 €"]
