"""Text and styles in HTML: nothing of a document can become markup."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from docparse.markup.escaping import safe_link
from docparse.markup.inline_html import runs_to_html
from docparse.schemas import Run

anything = st.text(
    st.one_of(st.sampled_from("<>&\"'/ab\n "), st.characters(exclude_categories=["C"]))
)


@given(anything, st.booleans(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_text_never_becomes_markup(text, bold, code):
    tree = html.fragment_fromstring(
        runs_to_html([Run(text=text, bold=bold, code=code)]), create_parent="p"
    )
    assert "".join(tree.text_content().split()) == "".join(text.split())
    assert {element.tag for element in tree.iter()} <= {"p", "b", "code", "br"}


@given(anything.map(lambda text: "http://a.b/" + text))
@settings(max_examples=100, deadline=None)
def test_a_link_never_leaves_its_attribute(url):
    tree = html.fragment_fromstring(runs_to_html([Run(text="x", link=url)]), create_parent="p")
    assert [child.tag for child in tree] in ([], ["a"])
    assert all(set(child.attrib) == {"href"} for child in tree)


@pytest.mark.parametrize(
    ("runs", "markup"),
    [
        ([Run(text="a"), Run(text=" b ", bold=True), Run(text="c")], "a <b>b</b> c"),
        ([Run(text="a", italic=True, bold=True)], "<b><i>a</i></b>"),
        ([Run(text="a\nb")], "a<br>b"),
        ([Run(text="x < y", code=True)], "<code>x &lt; y</code>"),
        ([Run(text="x_1 < y", math=True)], '<span class="math">x_1 &lt; y</span>'),
        ([Run(text="a", link="https://b.c/?d=1&e=2")], '<a href="https://b.c/?d=1&amp;e=2">a</a>'),
        ([Run(text="a", link='https://b.c/"onclick=')], '<a href="https://b.c/%22onclick=">a</a>'),
        ([Run(text="a", link="javascript:alert(1)")], "a"),
    ],
)
def test_styles_become_elements(runs, markup):
    assert runs_to_html(runs) == markup


@pytest.mark.parametrize(
    "url", ["https://a.b", "http://a.b/c", "mailto:a@b.c", "ftp://a.b/c", "#part-2", "HTTPS://a.b"]
)
def test_harmless_links_are_kept(url):
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "#",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//a.b",
        "a.b/c",
        "http:",
        "http://[",
        "about:blank",
    ],
)
def test_other_links_are_dropped(url):
    assert safe_link(url) is None
