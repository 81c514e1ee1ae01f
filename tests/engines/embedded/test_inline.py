"""How lines become running text."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.inline import join
from docparse.schemas import Run
from tests.engines.embedded.parts import as_lines, line, word


def joined(*texts: str, known: str = "") -> str:
    return join(as_lines(*map(line, texts)), frozenset(known.split())).text


def test_no_lines_are_no_text() -> None:
    assert join([]).text == ""


def test_lines_are_joined_by_a_space() -> None:
    assert joined("one two", "three") == "one two three"


def test_hyphen_that_divides_a_word_is_taken_out() -> None:
    assert joined("a hyphen-", "ated word") == "a hyphenated word"
    assert joined("a hyphen\u2010", "ated word") == "a hyphenated word"


def test_hyphen_of_a_compound_seen_elsewhere_is_kept() -> None:
    assert joined("a well-", "known rule", known="well-known") == "a well-known rule"


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("state-of-the-", "art", "state-of-the-art"),
        ("Navier-", "Stokes", "Navier-Stokes"),
        ("2019-", "2020", "2019-2020"),
        ("COVID-19-", "infected", "COVID-19-infected"),
        ("plus -", "minus", "plus - minus"),
    ],
)
def test_hyphen_that_may_belong_there_is_kept(first: str, second: str, text: str) -> None:
    assert joined(first, second) == text


def test_divided_compound_is_closed_where_the_closed_word_is_known() -> None:
    assert joined("the co-oper-", "ation", known="co-operation") == "the co-operation"
    assert joined("the co-oper-", "ation") == "the co-oper-ation"


def test_soft_hyphens_vanish() -> None:
    assert joined("a soft\u00ad", "Hyphen") == "a softHyphen"
    assert joined("in\u00adside") == "inside"


def test_soft_hyphen_on_its_own_closes_the_word() -> None:
    divided = [word("soft", 50, 100), word("\u00ad", 70, 100, spaced=False)]
    assert join(as_lines(divided, line("ware"))).text == "software"


def test_ligatures_are_spelt_out() -> None:
    assert joined("e\ufb03cient \ufb01nd \ufb02ow") == "efficient find flow"


def test_chinese_lines_join_without_spaces() -> None:
    assert joined("中文的第一行", "第二行") == "中文的第一行第二行"
    assert joined("使用PDF", "文件") == "使用PDF文件"


def test_korean_lines_join_with_spaces() -> None:
    assert joined("첫째 줄", "둘째") == "첫째 줄 둘째"


def test_chinese_words_are_parted_only_by_wide_white_space() -> None:
    first = word("姓名", 50, 100)
    near, far = word("张三", 63, 100), word("张三", 90, 100)
    assert join(as_lines([first, near])).text == "姓名张三"
    assert join(as_lines([first, far])).text == "姓名 张三"


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("at https://example.org/a", "/b", "at https://example.org/a/b"),
        ("at https://example.org/a", "?q=1", "at https://example.org/a?q=1"),
        ("at https://example.org/a", "and", "at https://example.org/a and"),
        ("at https://example.org/a.", "Then", "at https://example.org/a. Then"),
        ("at https://example.org/long-", "name", "at https://example.org/long-name"),
    ],
)
def test_address_goes_on_over_a_line_break(first: str, second: str, text: str) -> None:
    assert joined(first, second) == text


def test_breaks_are_kept_where_asked_for() -> None:
    broken = join(as_lines(line("1 High Street"), line("London")), breaks=True)
    assert broken.text == "1 High Street\nLondon"


def test_word_without_space_before_it_is_set_close() -> None:
    water = [word("H", 50, 100), word("2", 55, 104, size=6, subscript=True, spaced=False)]
    inline = join(as_lines([*water, word("O", 58, 100, spaced=False)]))
    assert inline.text == "H2O"
    assert inline.runs == (Run(text="H"), Run(text="2", subscript=True), Run(text="O"))


def test_styles_are_kept_and_neighbours_of_one_style_merged() -> None:
    inline = join(as_lines(line("very bold", bold=True), line("then plain")))
    assert inline.runs == (Run(text="very bold ", bold=True), Run(text="then plain"))


def test_links_do_not_take_in_the_space_behind_them() -> None:
    linked = line("here", link="https://a.b")
    inline = join(as_lines([*linked, *line("and there", x=90)]))
    assert inline.runs == (Run(text="here", link="https://a.b"), Run(text=" and there"))


def test_plain_text_has_no_runs() -> None:
    assert join(as_lines(line("all plain"))).runs == ()
