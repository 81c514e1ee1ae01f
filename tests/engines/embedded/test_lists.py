"""How list items are nested."""

from __future__ import annotations

from docparse.engines.embedded.lists import nest_lists
from docparse.schemas import Block, ListItem, Paragraph
from tests.engines.embedded.parts import box


def item(x: float, y: float, marker: str = "•") -> ListItem:
    return ListItem(id="", page=1, box=box(x, y, x + 200, y + 10), text="item", marker=marker)


def depths(*blocks: Block) -> list[int]:
    return [block.depth for block in nest_lists(blocks) if isinstance(block, ListItem)]


def test_items_at_one_indent_are_one_level() -> None:
    assert depths(item(50, 0), item(50, 20), item(52, 40)) == [0, 0, 0]


def test_indented_items_are_nested_and_their_list_goes_on_after_them() -> None:
    assert depths(
        item(50, 0), item(70, 20, "-"), item(90, 40, "a."), item(70, 60, "-"), item(50, 80)
    ) == [0, 1, 2, 1, 0]


def test_item_may_stand_further_left_than_all_before_it() -> None:
    assert depths(item(70, 0), item(50, 20), item(70, 40)) == [0, 0, 1]


def test_list_begins_anew_behind_a_paragraph() -> None:
    between = Paragraph(id="", page=1, box=box(50, 40, 250, 50), text="between")
    assert depths(item(50, 0), item(70, 20), between, item(70, 60)) == [0, 1, 0]
    assert nest_lists([between]) == [between]


def test_list_goes_on_in_the_next_column_by_its_markers() -> None:
    column = [item(50, 600, "1."), item(70, 620, "(a)"), item(70, 640, "(b)")]
    assert depths(*column, item(320, 100, "(c)"), item(300, 120, "2.")) == [0, 1, 1, 1, 0]
    assert depths(*column, item(300, 100, "2."), item(320, 120, "(a)")) == [0, 1, 1, 0, 1]


def test_list_with_other_markers_in_the_next_column_is_a_new_one() -> None:
    assert depths(item(50, 600, "1."), item(70, 620, "(a)"), item(320, 100, "•")) == [0, 1, 0]
