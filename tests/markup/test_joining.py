"""Pieces of running text joined."""

from __future__ import annotations

import pytest

from docparse.markup.joining import Inline, add_space, is_cjk, join_inlines, vocabulary_of
from docparse.schemas import Run


def joined(first: str, second: str, known: str = "") -> str:
    return join_inlines(Inline(first), Inline(second), frozenset(known.split())).text


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("goes", "on", "goes on"),
        ("divi-", "ded", "divided"),
        ("Franco-", "German", "Franco-German"),
        ("中文", "继续", "中文继续"),
        ("中文", "PDF", "中文PDF"),
        ("see www.example.org/a", "/b", "see www.example.org/a/b"),
        ("doi.org/10.1000/xyz-", "abc", "doi.org/10.1000/xyz-abc"),
    ],
)
def test_pieces_join_as_lines_do(first: str, second: str, text: str) -> None:
    assert joined(first, second) == text


def test_known_compound_keeps_its_hyphen() -> None:
    assert joined("long-", "term", known="long-term") == "long-term"


def test_styles_of_both_pieces_are_kept() -> None:
    first = Inline("a bold", (Run(text="a "), Run(text="bold", bold=True)))
    second = Inline("end here", (Run(text="end", bold=True), Run(text=" here")))
    both = join_inlines(first, second, frozenset())
    assert both.text == "a bold end here"
    assert both.runs == (Run(text="a "), Run(text="bold end", bold=True), Run(text=" here"))


def test_word_divided_between_styles_is_closed_by_what_stands_before_the_hyphen() -> None:
    first = Inline("some-", (Run(text="some", italic=True), Run(text="-")))
    assert join_inlines(first, Inline("thing"), frozenset()).text == "something"


def test_vocabulary_is_long_words_in_lower_case_with_their_hyphens() -> None:
    assert vocabulary_of(["The Well-known fact", "2020 Été longtemps"]) == {
        "well-known",
        "fact",
        "longtemps",
    }


@pytest.mark.parametrize(("character", "expected"), [*((c, True) for c in "中かカ、。Ａ「")])
def test_chinese_and_japanese_take_no_spaces(character: str, expected: bool) -> None:
    assert is_cjk(character) is expected


@pytest.mark.parametrize("character", [*"aé1.-한ㅎЖ"[:6], "Ж"])
def test_other_scripts_take_spaces(character: str) -> None:
    assert not is_cjk(character)


def test_inline_merges_neighbours_and_trims_the_ends() -> None:
    runs = [Run(text=" "), Run(text=" a", bold=True), Run(text="b ", bold=True), Run(text="\n")]
    assert Inline.of(runs) == Inline("ab", (Run(text="ab", bold=True),))


def test_inline_of_plain_runs_has_none() -> None:
    assert Inline.of([Run(text="a"), Run(text=""), Run(text="b")]) == Inline("ab")
    assert Inline.of([]) == Inline("")


def test_space_behind_a_mark_or_link_is_plain() -> None:
    marked, plain = [Run(text="1", superscript=True)], [Run(text="a", bold=True)]
    add_space(marked)
    add_space(plain)
    assert marked == [Run(text="1", superscript=True), Run(text=" ")]
    assert plain == [Run(text="a", bold=True), Run(text=" ", bold=True)]
