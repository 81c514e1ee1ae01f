"""Text and styles survive the way through Markdown and back."""

import re
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from docparse.markup.inline_markdown import runs_to_markdown
from docparse.markup.literal import CELL, HEADING, ITEM, PARAGRAPH
from docparse.markup.styled import Citation, Note
from docparse.schemas import Run

GITHUB = MarkdownIt("gfm-like", {"linkify": False})
STYLES = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic", "code": "code"}
STYLES |= {"sup": "superscript", "sub": "subscript"}

SYNTAX = "*_`~$[]()<>!|\\&;#:+-=.1) \n\t^@/"
LETTERS = "aB9é“”，。、的 \u00a0\u3000€(—"
texts = st.text(
    st.one_of(
        st.sampled_from(SYNTAX), st.sampled_from(LETTERS), st.characters(exclude_categories=["Cs"])
    )
)
SNIPPETS = (
    "* ** _ __ ` `` ``` ~ ~~ ~~~ - -- --- + = == # ## 1. 2) > < & $ | |- :-: \\ \\\\ ]: ![ [^1] "
    "[a]( (b) [a] [x] <b> </p> <!-- &amp; &#35; http://a_b_c* www.x.y <a@b.c> <http://x> "
    "a word 的 “"
)
hard_texts = st.lists(st.sampled_from([*SNIPPETS.split(), " ", " ", "\n"]), max_size=12).map(
    "".join
)
styled_runs = st.lists(
    st.builds(
        Run,
        text=st.one_of(
            st.sampled_from(["a", "b ", " c", "的", "“的”", "(x)", "*", "_", " ", "1", "x.", "€"]),
            hard_texts,
        ),
        bold=st.booleans(),
        italic=st.booleans(),
        superscript=st.sampled_from([False, False, False, True]),
        code=st.sampled_from([False, False, False, True]),
        link=st.sampled_from([None, None, None, "https://a.b/c_d(e)?f=*&amp;g", "#p1"]),
    ),
    max_size=6,
)


def markdown(text: str, **style: bool | str) -> str:
    return runs_to_markdown([Run(text=text, **style)], PARAGRAPH)


def render(source: str) -> html.HtmlElement:
    return html.fragment_fromstring(GITHUB.render(source) or "<p></p>", create_parent="div")


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def visible(text: str) -> str:
    """The text as an HTML reader sees it: no control characters, white space collapsed."""
    text = re.sub("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]", "", text)
    return squeeze(re.sub("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", " ", text))


def shown(element: html.HtmlElement) -> str:
    for line_break in element.iter("br"):
        line_break.tail = " " + (line_break.tail or "")
    return squeeze(element.text_content())


@given(st.one_of(texts, hard_texts))
@settings(max_examples=100, deadline=None)
@example("a\n---")
@example("a\n:-:")
@example("1. a")
@example("a_b_ _c")
@example("http://a/~b/~c d~")
@example("\\")
@example("a\\\nb")
def test_a_paragraph_shows_its_text_and_nothing_else(text):
    tree = render(runs_to_markdown([Run(text=text)], PARAGRAPH))
    assert shown(tree) == visible(text)
    assert {element.tag for element in tree.iter()} <= {"div", "p", "br", "a"}
    assert all(
        link.text == html.fromstring(f"<a>{escape(link.text)}</a>").text for link in tree.iter("a")
    )


@given(st.one_of(texts, hard_texts))
@settings(max_examples=100, deadline=None)
def test_a_heading_shows_its_text_on_one_line(text):
    source = runs_to_markdown([Run(text=text)], HEADING)
    assert "\n" not in source
    tree = render("## " + source)
    assert shown(tree) == visible(text)
    assert {element.tag for element in tree.iter()} <= {"div", "h2", "br", "a"}


@given(st.one_of(texts, hard_texts))
@settings(max_examples=100, deadline=None)
def test_a_list_item_shows_its_text_and_no_task_box(text):
    source = runs_to_markdown([Run(text=text)], ITEM).replace("\n", "\n  ")
    assert not re.match(r"\[[ xX]\](\s|$)", source)
    tree = render("- " + source)
    assert shown(tree) == visible(text)
    assert {element.tag for element in tree.iter()} <= {"div", "ul", "li", "br", "a"}


def characters(element: html.HtmlElement, styles: frozenset[str] = frozenset()):
    """Yield every inked character of a tree with its styles."""
    own = STYLES.get(element.tag, element.get("href") if element.tag == "a" else None)
    inside = styles | {own} if own else styles
    yield from ((c, inside) for c in element.text or "" if not c.isspace())
    for child in element:
        yield from characters(child, inside)
        yield from ((c, inside) for c in child.tail or "" if not c.isspace())


def expected_characters(runs):
    for run in runs:
        styles = {name for name in set(STYLES.values()) if getattr(run, name)}
        if run.link:
            styles.add(run.link)
        yield from ((c, frozenset(styles)) for c in run.text if not c.isspace())


@given(styled_runs)
@settings(max_examples=100, deadline=None)
@example([Run(text="a"), Run(text="b", bold=True), Run(text="c", italic=True)])
@example([Run(text="a", bold=True), Run(text="b", bold=True, italic=True), Run(text="c")])
@example([Run(text="“重要”", bold=True), Run(text="的")])
def test_every_character_keeps_its_styles(runs):
    assert_styles_kept(runs, render(runs_to_markdown(runs, PARAGRAPH)))


@given(styled_runs)
@settings(max_examples=100, deadline=None)
def test_every_character_of_a_cell_keeps_its_styles(runs):
    cell = runs_to_markdown(runs, CELL)
    tree = render(f"| a | b |\n| --- | --- |\n| {cell} | z |")
    first, last = tree.findall(".//tbody/tr/td")
    assert last.text_content() == "z"
    assert_styles_kept(runs, first)


def assert_styles_kept(runs, tree):
    found = [(c, {s for s in styles if s not in auto(tree)}) for c, styles in characters(tree)]
    assert found == [(c, set(styles)) for c, styles in expected_characters(runs)]


def auto(tree):
    """Targets of links that are their own text, as GitHub makes of every bare URL."""
    return {a.get("href") for a in tree.iter("a") if a.get("href") == a.text_content()}


@pytest.mark.parametrize(
    "text",
    [
        "snake_case and a_b_c",
        "5 - 3, 2 + 2 = 4, a. b) c",
        "see [12] and [Smith, 2010]",
        "Tom & Jerry, AT&T, x < 5 > y",
        "costs $5",
        "p = 0.05*",
        "about ~40 %",
        "Name: ____ Date: ____",
        "C:\\temp\\new",
        "#hashtag, 1.5 and -3",
        "a | b",
        "2 * 3 * 4",
        "Wow! (really)",
    ],
)
def test_harmless_text_is_left_alone(text):
    assert markdown(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# a", r"\# a"),
        ("1. a", r"1\. a"),
        ("12) a", r"12\) a"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("* a", r"\* a"),
        ("> a", r"\> a"),
        ("---", r"\---"),
        ("a *b* c", r"a \*b\* c"),
        ("_a_", r"\_a\_"),
        ("`x`", r"\`x\`"),
        ("<br>", r"\<br>"),
        ("&amp;", r"\&amp;"),
        ("[a](b)", r"[a\](b)"),
        ("[^1]", r"\[^1]"),
        ("[a]: b", r"[a\]: b"),
        ("~~a~~", r"\~\~a\~\~"),
        ("$5 and $6", r"\$5 and \$6"),
        ("a\n===", "a\\\n\\==="),
        ("a\nb", "a\\\nb"),
        ("a\\*b", r"a\\*b"),
    ],
)
def test_syntax_is_escaped(text, escaped):
    assert markdown(text) == escaped


@pytest.mark.parametrize(
    ("runs", "source"),
    [
        ([Run(text="a "), Run(text=" b ", bold=True), Run(text=" c")], "a **b** c"),
        ([Run(text="a ", bold=True), Run(text="b", bold=True)], "**a b**"),
        ([Run(text="a", bold=True), Run(text=" "), Run(text="b", bold=True)], "**a b**"),
        ([Run(text="a ", bold=True), Run(text="b", bold=True, italic=True)], "**a *b***"),
        ([Run(text="a"), Run(text="b", italic=True), Run(text="c")], "a*b*c"),
        ([Run(text="a", bold=True), Run(text="b", italic=True)], "**a**<i>b</i>"),
        ([Run(text="“重”", bold=True), Run(text="的")], "<b>“重”</b>的"),
        ([Run(text="重", bold=True), Run(text="的")], "**重**的"),
        ([Run(text="x"), Run(text="2", superscript=True)], "x<sup>2</sup>"),
        ([Run(text="H"), Run(text="2", subscript=True), Run(text="O")], "H<sub>2</sub>O"),
        ([Run(text="a|b", code=True)], "`a|b`"),
        ([Run(text="a`b", code=True)], "``a`b``"),
        ([Run(text="`", code=True)], "`` ` ``"),
        ([Run(text="x_1 < y", math=True)], "$x_1 < y$"),
        ([Run(text="a<b", math=True)], "$a< b$"),
        ([Run(text="a", link="https://b.c/d")], "[a](https://b.c/d)"),
        ([Run(text="a", link="https://b.c/(d) e")], "[a](<https://b.c/(d)%20e>)"),
        ([Run(text="https://b.c", link="https://b.c")], "<https://b.c>"),
        ([Run(text="a", link="javascript:alert(1)")], "a"),
        ([Run(text="[a]", link="mailto:a@b.c")], r"[\[a\]](mailto:a@b.c)"),
        ([Run(text="Wow!"), Run(text="a", link="#x")], r"Wow\![a](#x)"),
        ([Run(text="a"), Citation((Note("1", "1", "p1-b9"),)), Run(text=": b")], r"a[^1]\: b"),
    ],
)
def test_styles_are_written_so_that_they_are_parsed(runs, source):
    assert runs_to_markdown(runs, PARAGRAPH) == source


def test_bars_in_cells_are_escaped_in_every_style():
    runs = [
        Run(text="a|b "),
        Run(text="c|d", code=True),
        Run(text=r" "),
        Run(text=r"|x|\|", math=True),
    ]
    assert runs_to_markdown(runs, CELL) == r"a\|b `c\|d` $\vert x\vert \Vert $"


def test_a_line_break_in_a_cell_stays_in_its_row():
    assert runs_to_markdown([Run(text="a\nb")], CELL) == "a<br>b"
