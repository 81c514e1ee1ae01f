"""Words that have changed places."""

from __future__ import annotations

from docparse.schemas.audit import PageAudit
from tests.verify.pages import audited, grid, paragraph, printed

LINE = "The buyer pays the seller 400 crowns by May"


def changes(audit: PageAudit) -> set[tuple[str, str]]:
    return {(one.text, one.page_says) for block in audit.blocks for one in block.unsupported}


def test_words_that_changed_places_are_changes_and_nothing_is_missing() -> None:
    audit = audited([paragraph("The seller pays the buyer 400 crowns by May")], printed(LINE))
    assert changes(audit) == {("seller", "buyer"), ("buyer", "seller")}
    assert (audit.counts.changed, audit.counts.missing, audit.counts.added) == (2, 0, 0)


def test_words_side_by_side_may_be_turned() -> None:
    audit = audited([paragraph("The buyer pays the seller crowns 400 by May")], printed(LINE))
    assert changes(audit) == {("crowns", "400"), ("400", "crowns")}


def test_word_cut_by_a_line_changes_places_as_a_whole() -> None:
    words = printed("The purch-", "aser pays the seller 400 crowns")
    audit = audited([paragraph("The seller pays the purchaser 400 crowns", lines=2)], words)
    assert changes(audit) == {("seller", "purchaser"), ("purchaser", "seller")}


def test_numbers_of_two_cells_that_changed_places_are_told() -> None:
    table, words = grid("Item|Price", "Oil|41.20", "Wax|17.80")
    turned = {"41.20": "17.80", "17.80": "41.20"}
    cells = tuple(
        cell.model_copy(update={"text": turned.get(cell.text, cell.text)}) for cell in table.cells
    )
    audit = audited([table.model_copy(update={"cells": cells})], words)
    assert changes(audit) == {("17.80", "41.20"), ("41.20", "17.80")}


def test_stretches_read_in_another_order_are_no_change() -> None:
    words = printed("first comes this", "and then comes that")
    said = paragraph("and then comes that first comes this", lines=2)
    assert audited([said], words).counts.amiss == 0


def test_order_of_scripts_from_the_right_is_not_compared() -> None:
    words = printed("שלום עולם טוב מאוד")
    assert audited([paragraph("שלום טוב עולם מאוד")], words).counts.amiss == 0
