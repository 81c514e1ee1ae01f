"""Words of pages and of a result, by their numbers over all."""

from __future__ import annotations

from dataclasses import replace

from docparse.verify.ledger import Ledger
from tests.verify.pages import page_words, printed


def test_word_that_goes_on_over_the_page_stands_where_it_begins() -> None:
    first, second = page_words(printed("so it re-")), page_words(printed("turned then"))
    ledger = Ledger([first, replace(second, number=2)], [], [])
    assert ledger.box([2, 3]) == ledger.box([2])
    assert ledger.text([2, 3]).split() == ["re", "turned"]
