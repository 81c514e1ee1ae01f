"""Boxes, words, runs and blocks: immutable, closed, compared by content."""

from __future__ import annotations

import pickle

import pytest
from pydantic import TypeAdapter, ValidationError

from docparse import Block, Box
from docparse.schemas import Caption, Figure, Heading, KeyValue, ListItem, Paragraph, Place, Run

BOX = Box(x0=10, y0=20, x1=110, y1=70)


def test_box_measures_in_points() -> None:
    assert (BOX.width, BOX.height, BOX.area, BOX.center) == (100, 50, 5000, (60, 45))
    assert BOX.corners == (10, 20, 110, 70)


def test_box_of_corners_in_any_order_is_upright() -> None:
    assert Box.of((110, 70, 10, 20)) == Box.of([10, 70, 110, 20]) == BOX


def test_coordinates_are_kept_to_a_hundredth_of_a_point() -> None:
    assert Box(x0=1 / 3, y0=0, x1=2 / 3, y1=1).corners == (0.33, 0, 0.67, 1)


def test_box_around_boxes_holds_them_all() -> None:
    other = Box(x0=0, y0=50, x1=20, y1=90)
    assert Box.around([BOX, other]).corners == (0, 20, 110, 90)
    assert Box.around([BOX]) == BOX


def test_intersection_is_the_shared_area() -> None:
    assert BOX.intersection(Box(x0=60, y0=0, x1=200, y1=30)) == 50 * 10
    assert BOX.intersection(Box(x0=110, y0=20, x1=200, y1=70)) == 0
    assert BOX.intersection(Box(x0=200, y0=200, x1=300, y1=300)) == 0


def test_border_belongs_to_the_box() -> None:
    assert BOX.contains((10, 20))
    assert BOX.contains((110, 70))
    assert not BOX.contains((110.1, 70))
    assert BOX.expanded(1).contains((110.1, 70))


def test_values_cannot_be_changed_or_extended() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        BOX.x0 = 5  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        Box(x0=0, y0=0, x1=1, y1=1, z0=2)  # type: ignore[call-arg]


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_coordinates_are_finite(bad: float) -> None:
    with pytest.raises(ValidationError, match="finite"):
        Box(x0=bad, y0=0, x1=1, y1=1)


def test_equal_values_are_equal_hash_alike_and_pickle() -> None:
    twin = Box(x0=10, y0=20, x1=110, y1=70)
    assert twin == BOX
    assert hash(twin) == hash(BOX)
    assert pickle.loads(pickle.dumps(BOX)) == BOX


def test_runs_must_spell_the_text() -> None:
    runs = (Run(text="bold ", bold=True), Run(text="plain"))
    assert Paragraph(id="p1-b1", page=1, box=BOX, text="bold plain", runs=runs).inline == runs
    with pytest.raises(ValidationError, match="the runs of p1-b1 do not spell its text"):
        Paragraph(id="p1-b1", page=1, box=BOX, text="other", runs=runs)


def test_block_without_runs_is_one_plain_run() -> None:
    (run,) = Paragraph(id="p1-b1", page=1, box=BOX, text="words").inline
    assert (run.text, run.plain) == ("words", True)
    assert not Run(text="words", link="https://example.org").plain


def test_places_begin_with_the_block_and_go_on_where_it_is_continued() -> None:
    further = Place(page=2, box=BOX.expanded(3))
    block = Paragraph(id="p1-b1", page=1, box=BOX, text="x", continued=(further,))
    assert block.places == (Place(page=1, box=BOX), further)


@pytest.mark.parametrize(
    ("kind", "further"),
    [(Heading, {"level": 0}), (Heading, {"level": 7}), (ListItem, {"depth": -1})],
)
def test_levels_and_depths_are_bounded(kind: type[Paragraph], further: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        kind(id="p1-b1", page=1, box=BOX, text="x", **further)


def test_confidence_is_a_share_and_pages_count_from_one() -> None:
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        Figure(id="f", page=1, box=BOX, confidence=1.2)
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        Figure(id="f", page=0, box=BOX)


def test_kind_tells_blocks_apart_when_they_are_read() -> None:
    adapter: TypeAdapter[Block] = TypeAdapter(Block)
    for block in (
        Heading(id="a", page=1, box=BOX, text="h", level=2),
        Caption(id="b", page=1, box=BOX, text="c", of="p1-b1"),
        KeyValue(id="c", page=1, box=BOX, key="Total", value="3"),
    ):
        assert adapter.validate_json(adapter.dump_json(block)) == block
    with pytest.raises(ValidationError, match="kind"):
        adapter.validate_python({"kind": "poem", "id": "a", "page": 1, "box": BOX})


def test_text_of_a_key_value_names_both() -> None:
    assert KeyValue(id="c", page=1, box=BOX, key="Total", value="3").text == "Total: 3"
