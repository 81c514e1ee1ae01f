"""Terms of payment on pages: labelled, under other words, alone, in sentences; and what is none."""

from __future__ import annotations

from dataclasses import make_dataclass

import pytest

from tests.engines.embedded.fields.setting import Placed, sheet
from tests.engines.embedded.fields.test_reading import read

TERMS = make_dataclass("Terms", [("payment_terms", str | None, None)])


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (((60, 60, "Payment terms: 30 days end of month"),), "30 days end of month"),
        (((60, 60, "Payment terms:"), (200, 60, "strictly 7 days")), "strictly 7 days"),
        (((60, 60, "Payment terms"), (60, 74, "strictly 7 days")), "strictly 7 days"),
        (((60, 60, "Terms: by cheque, as ever"),), "by cheque, as ever"),
        (
            ((60, 60, "Payment terms: half with the order, the rest net 30 days"),),
            "half with the order, the rest net 30 days",
        ),
        (((60, 60, "Pagamento: 30 gg D.F."),), "30 gg D.F."),
        (((60, 60, "付款方式: 月结45天"),), "月结45天"),
        (((60, 60, "Płatność"), (200, 60, "14 dni")), "14 dni"),
        (((60, 60, "netto 30 dagen"),), "netto 30 dagen"),
        (
            ((60, 60, "Wir bitten um Zahlung innerhalb von 14 Tagen auf unser Konto."),),
            "Zahlung innerhalb von 14 Tagen",
        ),
    ],
)
def test_terms_are_read_beside_below_and_without_their_label(
    lines: tuple[Placed, ...], value: str
) -> None:
    assert read(TERMS, sheet(*lines)).value == TERMS(value)


@pytest.mark.parametrize(
    "lines",
    [
        ((60, 60, "Our general terms of 1 January 2021 apply."),),
        ((60, 60, "Complaints must reach us within 14 days of delivery."),),
        ((60, 60, "Zahlungsziel:"), (200, 60, "27. Juli 2026")),
        ((60, 60, "Hosting"), (300, 60, "30 days")),
    ],
)
def test_other_times_days_and_sentences_are_no_terms(lines: tuple[Placed, ...]) -> None:
    assert read(TERMS, sheet(*lines)).value == TERMS(None)


def test_terms_behind_a_label_win_over_those_of_a_sentence() -> None:
    page = sheet(
        (60, 60, "Terms of payment: net 21 days"),
        (60, 200, "If you pay within 7 days we thank you twice."),
    )
    assert read(TERMS, page).value == TERMS("net 21 days")
