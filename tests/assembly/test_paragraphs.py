"""Paragraphs that a column or page break cut in two."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from docparse.assembly.facts import gather
from docparse.assembly.paragraphs import join_paragraphs
from docparse.schemas import Block, Box, Code, ListItem, Page, Place, Run
from tests.assembly.pages import LEFT, RIGHT, make, pages, paragraph

LONG = "A first part that is as long as a line in a column of text is, and"


def joined_pages(parsed: Sequence[Page]) -> tuple[Page, ...]:
    return tuple(join_paragraphs(parsed, gather(parsed, []).vocabulary))


def join(*contents: list[Block]) -> list[list[str]]:
    """The texts of the blocks of each page."""
    joined = joined_pages(pages(*contents))
    return [[block.text for block in page.blocks] for page in joined]


def over_a_page(first: str, second: str, **fields: object) -> bool:
    """Tell whether two parts on two pages become one paragraph."""
    joined = join([paragraph(first, 700)], [paragraph(second, 100, **fields)])
    return len(joined[1]) == 0


def test_paragraph_goes_on_over_a_page_break() -> None:
    assert join([paragraph("It begins here and", 700)], [paragraph("ends there.", 100)]) == [
        ["It begins here and ends there."],
        [],
    ]


def test_paragraph_goes_on_over_a_column_break() -> None:
    left = paragraph("It begins here and", 700, column=LEFT)
    assert join([left, paragraph("ends there.", 100, column=RIGHT)]) == [
        ["It begins here and ends there."]
    ]


def test_joined_paragraph_knows_both_its_places() -> None:
    first = paragraph("It begins here and", 700)
    second = paragraph("ends there.", 100, column=RIGHT)
    ((block,), _) = (p.blocks for p in joined_pages(pages([first], [second])))
    assert block.page == 1
    assert block.box == first.box
    assert block.continued == (Place(page=2, box=second.box),)


def test_paragraph_may_go_on_over_several_pages() -> None:
    parts = [[paragraph(text)] for text in ("one,", "two,", "three.")]
    assert join(*parts) == [["one, two, three."], [], []]


def test_figures_notes_and_furniture_may_stand_between_the_parts() -> None:
    first = [
        paragraph("It begins here and", 600),
        make("Footnote", "A note.", 700),
        make("PageFooter", "1", 780),
    ]
    second = [
        make("PageHeader", "Title", 20),
        make("Figure", "", 50),
        make("Caption", "Figure 1", 90),
        make("Table", "", 95),
        paragraph("ends there.", 120),
    ]
    joined = join(first, second)
    assert joined[0][0] == "It begins here and ends there."
    assert "ends there." not in joined[1]
    assert len(joined[1]) == 4


@pytest.mark.parametrize(("between", "joined"), [(7, True), (8, False)])
def test_second_part_is_looked_for_on_eight_pages(between: int, joined: bool) -> None:
    figures = [[make("Figure", "", 100)]] * between
    parts = join([paragraph("It begins here and", 700)], *figures, [paragraph("ends there.", 100)])
    assert (parts[-1] == []) == joined


@pytest.mark.parametrize("kind", ["Heading", "ListItem", "Code", "Formula"])
def test_paragraph_does_not_go_on_behind_other_text(kind: str) -> None:
    joined = join([paragraph("It begins here and", 700)], [make(kind, "x", 50), paragraph("ends.")])
    assert joined[1] == ["x", "ends."]


@pytest.mark.parametrize("ending", [*".!?:;。！？：；…", ".”", ".)", "。」", "?'"])
def test_sentence_that_ends_does_not_go_on(ending: str) -> None:
    assert not over_a_page(f"{LONG}{ending}", "then more")


def test_note_mark_behind_a_full_stop_does_not_hide_it() -> None:
    def noted(text: str) -> bool:
        runs = (Run(text=text), Run(text="3", superscript=True))
        first = paragraph(text + "3", 700, runs=runs)
        return join([first], [paragraph("then more", 100)])[1] == []

    assert not noted("A sentence ends.")
    assert noted("A sentence goes on")


def test_divided_word_is_closed() -> None:
    assert join([paragraph("It was di-", 700)], [paragraph("vided.", 100)])[0] == [
        "It was divided."
    ]


def test_compound_known_from_elsewhere_keeps_its_hyphen() -> None:
    known = paragraph("The long-term plan.", 100)
    parts = [paragraph("It was long-", 700)], [paragraph("term.", 100)]
    assert join([known, *parts[0]], parts[1])[0][1] == "It was long-term."


def test_hyphen_or_comma_goes_on_in_capitals_too() -> None:
    assert over_a_page("He met Anna,", "Berta and others.")
    assert over_a_page("The Franco-", "German border.")


def test_full_line_goes_on_in_capitals_and_a_short_one_does_not() -> None:
    assert over_a_page(f"{LONG} in", "Berlin it ends.")
    assert not over_a_page("A short line in", "Berlin it ends.")
    assert not over_a_page(f"{LONG} in", "— a dash")


def test_lines_that_are_kept_are_no_full_line_together() -> None:
    lines = "Written on the third of May\nTo be paid within a month\nOrdered by telephone"
    assert not over_a_page(lines, "Millers Ltd")
    assert over_a_page(f"Address\n{LONG}", "Millers Ltd agreed.")


def test_chinese_text_goes_on_when_it_fills_its_line() -> None:
    full = "这是一个很长的段落它在页面的末尾被分成了两个部分所以需要重新连接在一起"
    assert join([paragraph(full, 700)], [paragraph("这是第二部分。", 100)])[0] == [
        full + "这是第二部分。"
    ]
    assert not over_a_page("短标题", "这是第二部分。")


def test_parts_in_different_type_sizes_are_two_paragraphs() -> None:
    assert over_a_page("It begins and", "ends.", font_size=10.5)
    assert not over_a_page("It begins and", "ends.", font_size=12)
    assert over_a_page("It begins and", "ends.", font_size=None)


def test_list_item_goes_on_as_a_paragraph() -> None:
    item = make("ListItem", "It begins and", 700, marker="•")
    ((joined,), rest) = (p.blocks for p in joined_pages(pages([item], [paragraph("ends.")])))
    assert isinstance(joined, ListItem)
    assert (joined.text, joined.marker, rest) == ("It begins and ends.", "•", ())


def test_list_item_is_no_part_of_the_paragraph_before_it() -> None:
    assert join([paragraph("These are", 700)], [make("ListItem", "apples")]) == [
        ["These are"],
        ["apples"],
    ]


def test_styles_stay_where_they_were() -> None:
    first = paragraph("so bold", 700, runs=(Run(text="so "), Run(text="bold", bold=True)))
    ((block,), _) = (p.blocks for p in joined_pages(pages([first], [paragraph("it is.")])))
    assert block.runs == (Run(text="so "), Run(text="bold ", bold=True), Run(text="it is."))


def test_block_further_down_the_column_is_a_paragraph_of_its_own() -> None:
    assert join([paragraph("It begins here and", 100), paragraph("ends there.", 160)]) == [
        ["It begins here and", "ends there."]
    ]


def test_block_right_below_in_the_same_column_is_the_next_line() -> None:
    blocks = [paragraph("It begins here and", 100), paragraph("ends there.", 115)]
    assert join(blocks) == [["It begins here and ends there."]]
    (joined,) = joined_pages(pages(blocks))[0].blocks
    assert joined.box == Box(x0=50, y0=100, x1=290, y1=127)
    assert joined.continued == ()


def test_indented_or_shorter_block_right_below_is_a_paragraph_of_its_own() -> None:
    for column in ((55.0, 290.0), (50.0, 250.0)):
        blocks = [paragraph("It begins here and", 100), paragraph("ends.", 115, column=column)]
        assert len(join(blocks)[0]) == 2


def code(text: str, y: float) -> Code:
    block: Code = make("Code", text, y, font_size=10)
    return block


def test_blocks_of_code_below_each_other_are_one() -> None:
    blocks = [code("def f():", 100), code("    return 1", 125)]
    assert join(blocks) == [["def f():\n    return 1"]]
    (joined,) = joined_pages(pages(blocks))[0].blocks
    assert joined.box == Box(x0=50, y0=100, x1=290, y1=137)


def test_code_far_below_or_on_the_next_page_is_another() -> None:
    assert join([code("one", 100), code("two", 180)]) == [["one", "two"]]
    assert join([code("one", 700)], [code("two", 100)]) == [["one"], ["two"]]


def test_no_pages_stay_no_pages() -> None:
    assert joined_pages([]) == ()
