"""Every word in one region."""

from __future__ import annotations

from docparse.engines.embedded.placing import PlacedRegion, place_words
from docparse.engines.embedded.regions import Region
from docparse.schemas import Box, Word
from tests.engines.embedded.parts import box, line, lines

TEXT = lines("words of a text", "on two lines")
FRAME = Box.around(w.box for w in TEXT)


def placed_labels(regions: list[Region], words: list[Word]) -> list[tuple[str, str]]:
    return [
        (p.region.label, " ".join(w.text for w in p.words)) for p in place_words(regions, words)
    ]


def test_word_goes_to_the_smallest_region_around_it() -> None:
    large, small = Region("text", box(0, 0, 500, 500)), Region("caption", FRAME)
    assert placed_labels([large, small], [*TEXT, *line("else", y=400)]) == [
        ("text", "else"),
        ("caption", "words of a text on two lines"),
    ]


def test_word_goes_to_the_region_whose_line_it_stands_on() -> None:
    small = Region("caption", box(40, 90, 300, 130))
    lined = Region("text", box(0, 0, 500, 500), lines=(FRAME,))
    assert placed_labels([small, lined], TEXT) == [("text", "words of a text on two lines")]


def test_region_without_words_is_left_out_but_for_pictures() -> None:
    empty = box(300, 300, 500, 500)
    regions = [Region("text", empty), Region("table", empty), Region("picture", empty)]
    assert placed_labels(regions, []) == [("picture", "")]


def test_words_outside_all_regions_make_new_ones() -> None:
    words = [*TEXT, *lines("stray", "words", y=400), *line("far", x=300, y=400)]
    assert placed_labels([Region("title", FRAME)], words) == [
        ("title", "words of a text on two lines"),
        ("text", "stray words"),
        ("text", "far"),
    ]


def test_stray_lines_far_below_each_other_are_two_texts() -> None:
    assert placed_labels([], [*line("one", y=100), *line("two", y=130)]) == [
        ("text", "one"),
        ("text", "two"),
    ]


def test_no_word_is_lost_or_doubled() -> None:
    regions = [Region("text", box(40, 90, 90, 105)), Region("table", box(60, 90, 300, 300))]
    words = [*TEXT, *line("stray", y=500)]
    owned = [id(w) for p in place_words(regions, words) for w in p.words]
    assert sorted(owned) == sorted(map(id, words))


def test_region_inside_a_table_is_part_of_it() -> None:
    table = Region("table", box(0, 0, 500, 500))
    words = [*TEXT, *line("cell", y=300)]
    assert [label for label, _ in placed_labels([Region("text", FRAME), table], words)] == ["table"]


def test_text_inside_a_picture_is_lettering() -> None:
    picture = Region("picture", box(0, 0, 500, 500))
    assert [label for label, _ in placed_labels([Region("text", FRAME), picture], TEXT)] == [
        "picture"
    ]


def test_picture_under_running_text_is_a_ground_and_no_picture() -> None:
    ground = Region("picture", box(0, 0, 500, 500))
    words = lines(*["this is a text of words"] * 5, y=100)
    texts = [Region("text", Box.around(w.box for w in words)), Region("title", box(0, 0, 550, 60))]
    assert [label for label, _ in placed_labels([ground, *texts], words)] == ["text"]


def test_picture_under_a_table_is_a_ground_and_no_picture() -> None:
    words = lines(*["a b c"] * 5, y=100)
    table = Region("table", Box.around(w.box for w in words))
    ground, text = Region("picture", box(0, 0, 500, 500)), Region("text", box(0, 600, 550, 800))
    found = placed_labels([ground, table, text], [*words, *line("below", y=700)])
    assert [label for label, _ in found] == ["table", "text"]


def test_picture_as_large_as_all_regions_and_full_of_the_page_s_words_is_a_ground() -> None:
    words = lines(*["a b c d e f"] * 5, y=100)
    regions = [Region("picture", box(0, 0, 500, 500)), Region("caption", FRAME)]
    assert "picture" not in [label for label, _ in placed_labels(regions, words)]


def test_picture_filled_with_words_is_a_text() -> None:
    words = lines("filled up", "with text", pitch=10)
    masked = Region("picture", Box.around(w.box for w in words))
    assert [label for label, _ in placed_labels([masked], words)] == ["text"]


def test_drawn_figure_takes_the_text_regions_inside_it() -> None:
    words = lines(*["this is a text of words"] * 5, y=100)
    inside = Region("text", Box.around(w.box for w in words))
    figure = Region("picture", box(0, 0, 500, 500), drawn=True)
    assert [label for label, _ in placed_labels([inside, figure], words)] == ["picture"]


def test_box_is_that_of_the_words_and_of_a_picture_its_own() -> None:
    wide = box(0, 0, 500, 500)
    assert PlacedRegion(Region("text", wide), tuple(TEXT)).box == FRAME
    assert PlacedRegion(Region("picture", wide), tuple(TEXT)).box == wide
    assert PlacedRegion(Region("text", wide), ()).box == wide
