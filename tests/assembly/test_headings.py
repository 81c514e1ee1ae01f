"""Levels of headings that agree over a document."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from docparse.assembly.facts import gather
from docparse.assembly.headings import with_levels
from docparse.schemas import Heading, OutlineEntry, Page
from tests.assembly.pages import heading, pages, paragraph


def rank_headings(parsed: Sequence[Page], outline: Sequence[OutlineEntry]) -> tuple[Page, ...]:
    facts = gather(parsed, outline)
    return tuple(with_levels(page, facts.levels) for page in parsed)


def ranked(*contents: list[Heading], outline: list[OutlineEntry] | None = None) -> list[int]:
    """Levels of the headings of each page's list."""
    parsed = rank_headings(pages(*contents), outline or [])  # type: ignore[arg-type]
    return [b.level for page in parsed for b in page.blocks if isinstance(b, Heading)]


def levels(*texts: str, size: float = 12) -> list[int]:
    """Levels of headings in one type."""
    return ranked([heading(text, size) for text in texts])


def sized(*sizes: float) -> list[int]:
    return ranked([heading(f"Heading {chr(97 + i)}", size) for i, size in enumerate(sizes)])


def entries(*named: tuple[int, str]) -> list[OutlineEntry]:
    return [OutlineEntry(level=level, title=title) for level, title in named]


def test_decimal_numbers_give_the_depth() -> None:
    assert levels("1 One", "1.1 Two", "1.1.1 Three", "1.2 Four", "2 Five") == [1, 2, 3, 2, 1]
    assert levels("1. One", "1.1. Two", "2. Three") == [1, 2, 1]


def test_roman_numbers_stand_above_letters() -> None:
    assert levels("I. One", "A. Two", "B. Three", "II. Four", "A. Five") == [1, 2, 2, 1, 2]


def test_chinese_chapters_sections_and_items_are_three_levels() -> None:
    assert levels("第一章 绪论", "第一节 背景", "（一）问题", "（二）方法", "第二章 方法") == [
        1,
        2,
        3,
        3,
        1,
    ]
    assert levels("一、背景", "（一）问题", "二、方法") == [1, 2, 1]


def test_decimal_numbers_below_chinese_chapters_are_told_without_a_space() -> None:
    assert levels("第一章 绪论", "1.1背景", "1.1.1问题", "第二章 方法") == [1, 2, 3, 1]


def test_larger_type_stands_above_smaller() -> None:
    assert sized(16, 12, 12, 16, 12) == [1, 2, 2, 1, 2]
    assert sized(20, 16, 12, 16, 20) == [1, 2, 3, 2, 1]


def test_sizes_that_hardly_differ_are_one() -> None:
    assert sized(12, 11.5, 12, 11.7) == [1, 1, 1, 1]


def test_bold_stands_above_plain_and_capitals_above_both() -> None:
    found = ranked(
        [
            heading("METHODS"),
            heading("Design", bold=True),
            heading("Details", bold=False),
            heading("RESULTS"),
        ]
    )
    assert found == [1, 2, 3, 1]


def test_title_in_the_largest_type_stands_above_numbered_headings() -> None:
    assert ranked(
        [heading("A Paper", 18), heading("1 One"), heading("1.1 Two"), heading("2 Three")]
    ) == [1, 2, 3, 2]


def test_title_over_two_lines_is_one_title() -> None:
    assert ranked([heading("A Paper", 18), heading("on Things", 18), heading("1 One")]) == [1, 1, 2]


def test_largest_type_on_several_pages_is_no_title() -> None:
    first, second = [heading("Part a", 18), heading("One")], [heading("Part b", 18), heading("Two")]
    assert ranked(first, second) == [1, 2, 1, 2]


def test_only_heading_is_the_title() -> None:
    assert sized(12) == [1]


def test_outline_counts_for_more_than_numbers_and_type() -> None:
    named = entries((1, "Overview"), (2, "Details"), (1, "Summary"))
    found = ranked([heading("Overview", 12), heading("Details", 16), heading("Summary", 12)])
    assert found != [1, 2, 1]
    assert ranked(
        [heading("Overview", 12), heading("Details", 16), heading("Summary", 12)], outline=named
    ) == [1, 2, 1]


def test_outline_names_a_heading_whatever_its_number_spaces_and_case() -> None:
    named = entries((1, "Overview"), (2, "the DETAILS"), (1, "Summary"))
    contents = [heading("1 Overview"), heading("3. The  Details"), heading("Summary")]
    assert ranked(contents, outline=named) == [1, 2, 1]


def test_headings_the_outline_leaves_out_go_by_their_type() -> None:
    named = entries((1, "Overview"), (2, "Details"), (1, "Summary"))
    contents = [
        heading("Overview", 16),
        heading("Details", 12),
        heading("More", 12),
        heading("Summary", 16),
    ]
    assert ranked(contents, outline=named) == [1, 2, 2, 1]


def test_outline_below_the_title_is_set_below_it() -> None:
    named = entries((1, "Overview"), (1, "Summary"))
    contents = [heading("A Paper", 18), heading("Overview", 12), heading("Summary", 12)]
    assert ranked(contents, outline=named) == [1, 2, 2]


def test_outline_that_begins_with_the_title_is_taken_as_it_is() -> None:
    named = entries((1, "A Paper"), (2, "Overview"), (3, "Details"))
    contents = [heading("A Paper", 18), heading("Overview", 12), heading("Details", 11)]
    assert ranked(contents, outline=named) == [1, 2, 3]


def test_unnumbered_heading_in_the_type_of_numbered_ones_has_their_level() -> None:
    assert levels("1 One", "2 Two", "References") == [1, 1, 1]
    found = ranked([heading("1 One", 14), heading("1.1 Two", 12), heading("Aside", 12)])
    assert found == [1, 2, 2]


def test_no_level_is_skipped_on_the_way_down() -> None:
    assert levels("1 One", "1.1.1 Two", "1.1.1.1 Three") == [1, 2, 3]
    assert levels("1.1.1 One", "1.1.1 Two") == [1, 1]


def test_headings_of_one_kind_below_a_skipped_level_have_one_level() -> None:
    assert sized(16, 10, 10, 16, 12, 10) == [1, 2, 2, 1, 2, 3]
    assert sized(16, 9, 8, 9, 16, 12, 9) == [1, 2, 3, 2, 1, 2, 3]


def test_there_are_six_levels() -> None:
    deep = [".".join("1" * depth) + " Heading" for depth in range(1, 9)]
    assert levels(*deep) == [1, 2, 3, 4, 5, 6, 6, 6]


def test_other_blocks_stay_as_they_are() -> None:
    parsed = pages([paragraph("text")])
    assert rank_headings(parsed, []) == parsed
    assert rank_headings([], []) == ()


titles = st.sampled_from(
    ["1 One", "1.1 Two", "2.3.1 Three", "IV. Four", "A. Five", "第一章", "Six"]
)
headings = st.builds(heading, titles, st.sampled_from([10, 12, 16, 24]), bold=st.booleans())


@given(st.lists(headings, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_document_begins_at_the_top_and_goes_down_one_level_at_a_time(found: list[Heading]) -> None:
    given_levels = ranked(found)
    assert given_levels[0] == 1
    assert all(1 <= level <= 6 for level in given_levels)
    assert all(below <= above + 1 for above, below in pairwise(given_levels))
