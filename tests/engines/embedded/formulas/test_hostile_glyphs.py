"""Whatever stands on a page, reading it ends, raises nothing, and invents nothing."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docparse.engines.embedded.formulas.checking import agrees
from docparse.engines.embedded.formulas.reading import read_glyphs
from docparse.schemas import Rule
from docparse.sources.glyphs import Glyph
from tests.engines.embedded.formulas.setting import Hand, line

LETTERS = "abcdegkmnprsuvwxyz"
NAMES = [
    "parenleftBigg",
    "parenrightBigg",
    "bracelefttp",
    "braceleftmid",
    "braceleftbt",
    "braceex",
    "summationdisplay",
    "integraldisplay",
    "radicalbigg",
    "radicalbt",
    "radicaltp",
    "bracehtipdownleft",
    "bracehtipupright",
    "hatwide",
    "negationslash",
    "mapsto",
    "vector",
    "prime",
    "minus",
    "arrowright",
    "vextendsingle",
]


def made(
    text: str = "x",
    name: str = "",
    font: str = "CMMI10",
    *,
    x: float = 0,
    y: float = 0,
    ink: tuple[float, float, float, float] | None = None,
) -> Glyph:
    return Glyph(text, name, font, 10, x, y, 5, ink or (x, y - 5, x + 5, y))


def test_no_glyphs_are_no_formula() -> None:
    assert read_glyphs([], [], display=True) is None
    assert read_glyphs([], [line(0, 10, 0)], display=True) is None


@pytest.mark.parametrize(
    ("text", "latex"),
    [("x", "x"), ("7", "7"), ("(", "("), ("√", r"\surd"), ("∑", r"\sum"), ("|", "|"), ("{", r"\{")],
)
@pytest.mark.parametrize("display", [True, False])
def test_one_glyph_is_read(text: str, latex: str, display: bool) -> None:
    item = read_glyphs([made(text)], [], display=display)
    assert item is not None
    assert item.latex == latex
    assert agrees(item.latex, item.signs, display=display)


@pytest.mark.parametrize("text", ["╭", "ˆ", "^", "─"])
def test_one_glyph_that_is_part_of_another_is_refused(text: str) -> None:
    item = read_glyphs([made(text)], [], display=True)
    assert item is not None
    assert not agrees(item.latex, item.signs, display=True)


def test_glyph_nobody_names_is_refused() -> None:
    item = read_glyphs([made("a"), made("", "", "Unknown", x=6)], [], display=True)
    assert item is not None
    assert not agrees(item.latex, item.signs, display=True)


def test_name_of_a_glyph_counts_where_the_table_of_characters_says_something_else() -> None:
    """As in files that were distilled anew."""
    lied = [made("¹", "theta"), made("f", "lessequal", "CMSY10", x=8)]
    item = read_glyphs(lied, [], display=True)
    assert item is not None
    assert item.latex == r"\theta\leq"
    assert agrees(item.latex, item.signs, display=True)


def test_glyph_of_the_private_use_area_is_refused() -> None:
    item = read_glyphs([made("a"), made("\ue123", "", "Unknown", x=6)], [], display=True)
    assert item is not None
    assert not agrees(item.latex, item.signs, display=True)


def test_boxes_without_extent_are_read() -> None:
    dots = [made(x=x, ink=(x, 0, x, 0)) for x in (0, 6, 12)]
    item = read_glyphs(dots, [], display=True)
    assert item is not None
    assert item.latex == "xxx"


def test_glyphs_in_one_place_are_read() -> None:
    item = read_glyphs([made()] * 5, [line(0, 5, -2)] * 5, display=True)
    assert item is not None
    assert sum(sign.kind != "bar" for sign in item.signs) <= 5


def test_rule_of_a_fraction_with_nothing_over_it_is_refused() -> None:
    item = read_glyphs([made("x"), made("y", x=20, y=12)], [line(18, 30, -2.5)], display=True)
    assert item is not None
    assert not agrees(item.latex, item.signs, display=True)


def test_two_thousand_glyphs_in_a_row_are_read() -> None:
    row = [made("a", x=6.0 * i) for i in range(2000)]
    item = read_glyphs(row, [], display=True)
    assert item is not None
    assert item.latex == "a" * 2000


places = st.tuples(st.integers(0, 60), st.integers(-20, 20))
letters = st.builds(
    lambda place, text, small: Glyph(
        text,
        text,
        "CMMI10",
        7.0 if small else 10.0,
        place[0],
        place[1],
        5,
        (place[0], place[1] - (3 if small else 4.5), place[0] + 4.5, place[1]),
    ),
    places,
    st.sampled_from(LETTERS),
    st.booleans(),
)
oddities = st.builds(
    lambda place, name, height, width: Glyph(
        "",
        name,
        "CMEX10",
        10,
        place[0],
        place[1],
        width,
        (place[0], place[1] - height / 2, place[0] + width, place[1] + height / 2),
    ),
    places,
    st.sampled_from(NAMES),
    st.integers(0, 40),
    st.integers(0, 20),
)
bars = st.builds(
    lambda place, width: line(place[0], place[0] + width, place[1]), places, st.integers(1, 60)
)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.lists(letters | oddities, min_size=1, max_size=12), st.lists(bars, max_size=3))
def test_no_placement_raises(glyphs: list[Glyph], rules: list[Rule]) -> None:
    for display in (True, False):
        item = read_glyphs(glyphs, rules, display=display)
        assert item is not None
        agrees(item.latex, item.signs, display=display)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.lists(letters, min_size=1, max_size=8), st.lists(bars, max_size=2))
def test_what_passes_the_check_names_just_the_signs_given(
    glyphs: list[Glyph], rules: list[Rule]
) -> None:
    item = read_glyphs(glyphs, rules, display=True)
    assert item is not None
    if agrees(item.latex, item.signs, display=True):
        signs = [sign.char for sign in item.signs if sign.kind != "bar"]
        assert Counter(signs) == Counter(g.text for g in glyphs)


@pytest.mark.parametrize("unicode", [True, False])
def test_order_in_which_glyphs_are_drawn_says_nothing(unicode: bool) -> None:
    hand = Hand(unicode)
    setting = hand("a+b=c")
    forwards = read_glyphs(setting.glyphs, (), display=True)
    backwards = read_glyphs(setting.glyphs[::-1], (), display=True)
    assert forwards is not None
    assert backwards is not None
    assert forwards.latex == backwards.latex == "a+b=c"
