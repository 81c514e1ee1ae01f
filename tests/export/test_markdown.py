"""Documents as Markdown: each rule, and what a GitHub parser makes of it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from docparse.schemas import (
    Caption,
    Cell,
    Code,
    Figure,
    Formula,
    KeyValue,
    Page,
    PageHeader,
    Run,
    Table,
)
from tests.export.samples import (
    BOX,
    document,
    document_of,
    everything,
    footnote,
    heading,
    items,
    paragraph,
    raised,
    table,
)

GITHUB = MarkdownIt("gfm-like", {"linkify": False})


def tree_of(markdown: str) -> html.HtmlElement:
    return html.fragment_fromstring(GITHUB.render(markdown), create_parent="div")


def test_blocks_are_parted_by_one_empty_line():
    source = document(
        heading("A"),
        paragraph("b", number=2),
        table([["c"], ["d"]], number=3),
        paragraph("e", number=4),
    )
    assert source.to_markdown() == "# A\n\nb\n\n| c |\n| --- |\n| d |\n\ne\n"


def test_an_empty_document_is_empty():
    assert document().to_markdown() == ""


@pytest.mark.parametrize("level", range(1, 7))
def test_a_heading_has_a_hash_for_each_level(level):
    assert document(heading("1. A #", level)).to_markdown() == "#" * level + " 1. A \\#\n"


def test_a_heading_is_not_made_bold_again():
    runs = (Run(text="All ", bold=True), Run(text="bold", bold=True, italic=True))
    block = heading("All bold").model_copy(update={"runs": runs})
    assert document(block).to_markdown() == "# All *bold*\n"


def test_furniture_is_left_out_unless_asked_for():
    source = document(
        PageHeader(id="p1-b1", page=1, box=BOX, text="Running"), paragraph("a", number=2)
    )
    assert source.to_markdown() == "a\n"
    assert source.to_markdown(furniture=True) == "Running\n\na\n"


def test_lists_are_tight_and_nested_by_depth():
    source = document(*items((0, "•", "a"), (1, "–", "b"), (2, "▪", "c"), (0, "•", "d")))
    assert source.to_markdown() == "- a\n  - b\n    - c\n- d\n"


def test_numbers_are_kept_and_nested_items_stand_below_the_text():
    source = document(*items((0, "9.", "a"), (0, "10.", "b"), (1, "•", "c"), (0, "11.", "d")))
    assert source.to_markdown() == "9. a\n10. b\n    - c\n11. d\n"


def test_a_list_can_start_at_three():
    assert (
        tree_of(document(*items((0, "3.", "a"), (0, "4.", "b"))).to_markdown())
        .find("ol")
        .get("start")
        == "3"
    )


def test_a_number_that_jumps_is_shown_as_printed():
    markdown = document(
        *items((0, "1.", "a"), (0, "2.", "b"), (0, "4.", "c"), (0, "5.", "d"))
    ).to_markdown()
    assert [(ol.get("start", "1"), len(ol)) for ol in tree_of(markdown).iter("ol")] == [
        ("1", 2),
        ("4", 2),
    ]


def test_a_nested_list_that_starts_later_is_still_a_list():
    markdown = document(*items((0, "•", "a"), (1, "3.", "b"), (1, "4.", "c"))).to_markdown()
    assert tree_of(markdown).find("ul/li/ol").get("start") == "3"


@pytest.mark.parametrize("marker", ["(a)", "iv.", "[1]", "☐", "A.1"])
def test_other_markers_are_kept_as_text(marker):
    assert document(*items((0, marker, "x"))).to_markdown() == f"- {marker} x\n"


def test_a_full_width_marker_takes_no_space():
    source = document(*items((0, "（1）", "甲"), (0, "二、", "乙")))
    assert source.to_markdown() == "- （1）甲\n- 二、乙\n"
    assert source.to_text() == "（1）甲\n二、乙\n"


def test_a_marker_is_never_taken_for_a_task_box():
    assert document(*items((0, "[x]", "a"))).to_markdown() == "- \\[x] a\n"


def test_a_depth_without_a_parent_starts_at_the_margin():
    assert (
        document(*items((1, "•", "a"), (2, "•", "b"), (0, "•", "c"))).to_markdown()
        == "- a\n  - b\n- c\n"
    )


def test_a_paragraph_between_items_does_not_change_the_numbers():
    first, second = items((0, "1.", "a")), items((0, "2.", "c"), first=3)
    source = document(*first, paragraph("b", number=2), *second)
    assert source.to_markdown() == "1. a\n\nb\n\n2. c\n"


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(["•", "1.", "2.", "3.", "7)", "(a)"]),
            st.sampled_from(["a", "- b", "1. c", "> d", "===", "e\nf"]),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=100, deadline=None)
def test_every_item_of_any_list_is_one_item(entries):
    tree = tree_of(document(*items(*entries)).to_markdown())
    shown = [" ".join("".join(li.xpath("text()|p/text()")).split()) for li in tree.iter("li")]
    prefixes = [marker + " " if marker == "(a)" else "" for _, marker, _ in entries]
    assert shown == [
        p + " ".join(text.split()) for p, (_, _, text) in zip(prefixes, entries, strict=True)
    ]
    numbers = [int(marker[:-1]) for _, marker, _ in entries if marker[0].isdigit()]
    starts = [
        int(ol.get("start", "1")) + n
        for ol in tree.iter("ol")
        for n in range(len(ol.findall("li")))
    ]
    assert sorted(starts) == sorted(numbers)


def test_a_raised_mark_becomes_a_footnote_reference():
    source = document(paragraph("word", raised("1"), "."), footnote("1", "note"))
    assert source.to_markdown() == "word[^1].\n\n[^1]: note\n"


def test_several_raised_marks_become_several_references():
    source = document(
        paragraph("word", raised("1, 2")), footnote("1", "a", 8), footnote("2", "b", 9)
    )
    assert source.to_markdown().startswith("word[^1][^2]\n")


def test_a_mark_on_two_pages_has_two_labels():
    source = document(
        paragraph("one", raised("1")),
        footnote("1", "first"),
        paragraph("two", raised("1"), page=2),
        footnote("1", "second", page=2),
    )
    assert source.to_markdown() == "one[^p1-1]\n\n[^p1-1]: first\n\ntwo[^p2-1]\n\n[^p2-1]: second\n"


def test_a_note_may_stand_on_the_next_page():
    source = document(paragraph("one", raised("2")), footnote("2", "later", page=2))
    assert source.to_markdown() == "one[^2]\n\n[^2]: later\n"


def test_a_sign_gets_a_label_github_accepts():
    source = document(paragraph("one", raised("*")), footnote("*", "star"))
    assert source.to_markdown() == "one[^star]\n\n[^star]: star\n"


@pytest.mark.parametrize("before", ["10", "5 m", "in cm", "x", "R"])
def test_an_exponent_refers_to_no_footnote(before):
    source = document(paragraph(before, raised("2"), " more"), footnote("2", "note"))
    assert source.to_markdown() == f"{before}<sup>2</sup> more\n\n<sup>2</sup> note\n"


def test_an_isotope_refers_to_no_footnote():
    source = document(paragraph("the ", raised("13"), "C signal"), footnote("13", "note"))
    assert "<sup>13</sup>C" in source.to_markdown()


def test_a_year_may_have_a_footnote():
    source = document(paragraph("in 2019", raised("3")), footnote("3", "note"))
    assert source.to_markdown().startswith("in 2019[^3]\n")


def test_a_note_nobody_refers_to_is_shown_with_its_mark():
    assert document(footnote("†", "alone")).to_markdown() == "<sup>†</sup> alone\n"
    assert document(footnote(None, "bare")).to_markdown() == "bare\n"


def test_a_note_inside_a_list_does_not_cut_it():
    first, second = items((0, "1.", "a")), items((0, "2.", "b"), page=2)
    source = document(*first, footnote(None, "note"), *second)
    assert source.to_markdown() == "1. a\n2. b\n\nnote\n"


def test_references_stay_raised_where_markdown_is_not_read():
    cells = (Cell(row=0, column=0, column_span=2, text="a1", runs=(Run(text="a"), raised("1"))),)
    block = Table(id="p1-b1", page=1, box=BOX, rows=1, columns=2, cells=cells)
    markdown = document(block, footnote("1", "note")).to_markdown()
    assert "a<sup>1</sup>" in markdown
    assert markdown.endswith("<sup>1</sup> note\n")


def test_formulas_stand_between_dollars():
    block = Formula(id="p1-b1", page=1, box=BOX, text="E = mc2", latex="E = mc^2")
    assert document(block).to_markdown() == "$$\nE = mc^2\n$$\n"
    assert document(block.model_copy(update={"display": False})).to_markdown() == "$E = mc^2$\n"


def test_a_numbered_formula_is_tagged():
    block = Formula(id="p1-b1", page=1, box=BOX, text="a (3)", latex="a % b", tag="3}$")
    assert document(block).to_markdown() == "$$\na\n\\tag{3}\n$$\n"
    assert document(block.model_copy(update={"display": False})).to_markdown() == "$a % b$ (3)\n"


def test_a_formula_keeps_to_its_block():
    block = Formula(id="p1-b1", page=1, box=BOX, latex="$$a % note\n\n= b <c$$")
    assert document(block).to_markdown() == "$$\na = b < c\n$$\n"


def test_a_formula_without_latex_is_its_text():
    block = Formula(id="p1-b1", page=1, box=BOX, text="x* = *y")
    assert document(block).to_markdown() == "x\\* = \\*y\n"


def test_a_figure_is_shown_when_its_picture_was_written():
    block = Figure(id="p1-b1", page=1, box=BOX, text="words", image="out/fig (1).png")
    caption = Caption(id="p1-b2", page=1, box=BOX, text="Fig. 1: [A]", of="p1-b1")
    markdown = document(block, caption).to_markdown()
    assert markdown == "![Fig. 1: \\[A\\]](<out/fig%20(1).png>)\n\nFig. 1: [A]\n"
    assert tree_of(markdown).find("p/img").get("alt") == "Fig. 1: [A]"


def test_a_figure_without_a_picture_leaves_its_caption():
    block = Figure(id="p1-b1", page=1, box=BOX, text="words")
    caption = Caption(id="p1-b2", page=1, box=BOX, text="Fig. 1", of="p1-b1")
    assert document(block, caption).to_markdown() == "Fig. 1\n"


def test_code_is_fenced_by_more_backticks_than_it_holds():
    block = Code(id="p1-b1", page=1, box=BOX, text="a\n```\n  b", language="python")
    assert document(block).to_markdown() == "````python\na\n```\n  b\n````\n"


@given(
    st.text(
        st.one_of(st.sampled_from("`~\n ab\t"), st.characters(exclude_categories=["C"])),
        max_size=30,
    )
)
@settings(max_examples=100, deadline=None)
def test_code_is_kept_verbatim(text):
    code = tree_of(document(Code(id="p1-b1", page=1, box=BOX, text="x" + text)).to_markdown()).find(
        "pre/code"
    )
    normal = re.sub("[\x85\u2028\u2029]", "\n", "x" + text)
    assert code.text_content().rstrip("\n") == normal.rstrip("\n")


def test_a_field_is_a_bold_key_and_its_value():
    def field(key: str, value: str, number: int = 1) -> KeyValue:
        return KeyValue(id=f"p1-b{number}", page=1, box=BOX, key=key, value=value)

    source = document(field("Name", "A. *B*"), field("Date:", "", 2), field("姓名", "王", 3))
    assert source.to_markdown() == "**Name:** A. \\*B\\*\n\n**Date:**\n\n**姓名:** 王\n"


def test_a_page_that_could_not_be_read_is_visible():
    page = Page(number=3, width=1, height=1, error="the <font> is *broken*")
    assert (
        document_of(page).to_markdown()
        == "> Page 3 could not be read: the \\<font> is \\*broken\\*\n"
    )


def test_every_kind_of_block_is_parsed_as_what_it_is():
    tree = tree_of(everything().to_markdown())
    tags = {element.tag for element in tree.iter()}
    assert {
        "h1",
        "h2",
        "p",
        "ol",
        "ul",
        "table",
        "pre",
        "blockquote",
        "strong",
        "em",
        "a",
        "sup",
    } <= tags
