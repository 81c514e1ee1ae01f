"""Documents as standalone HTML."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from docparse.schemas import Caption, Figure, Formula, Heading, KeyValue, Page, PageFooter, Run
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


def page_of(source) -> html.HtmlElement:
    return html.document_fromstring(source.to_html())


def main_of(source) -> html.HtmlElement:
    return page_of(source).find("body/main")


def test_the_page_stands_alone():
    text = everything().to_html()
    assert text.startswith("<!DOCTYPE html>\n")
    tree = html.document_fromstring(text)
    assert not tree.xpath("//script|//link|//iframe|//*[@src]|//*[@style]|//@onclick")
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv]/@content")[0]
    assert "@import" not in text
    assert "url(" not in text


def test_every_block_has_its_id_and_page():
    source = everything()
    tree = page_of(source)
    for block in source.blocks:
        found = tree.xpath(f"//*[@id='{block.id}']")
        if block.kind in ("page_header", "page_footer"):
            assert not found
        else:
            assert [element.get("data-page") for element in found] == [str(block.page)]


def test_ids_are_unique():
    ids = page_of(everything()).xpath("//@id")
    assert len(ids) == len(set(ids))


@given(
    st.text(
        st.one_of(st.sampled_from("<>&\"' a"), st.characters(exclude_categories=["C"])), min_size=1
    )
)
@settings(max_examples=50, deadline=None)
def test_text_never_becomes_markup(text):
    source = document(
        heading(text, 2),
        paragraph(Run(text=text, link="https://a.b/" + text), number=2),
        *items((0, text, text), first=3),
        Figure(id="p1-b4", page=1, box=BOX, text=text, image=text),
        KeyValue(id="p1-b5", page=1, box=BOX, key=text, value=text),
        title=text,
    )
    tags = {element.tag for element in main_of(source).iter()}
    assert tags <= {"main", "h2", "p", "a", "ul", "ol", "li", "span", "dl", "div", "dt", "dd"} | {
        "figure",
        "img",
        "details",
        "summary",
        "br",
    }


def test_the_title_is_the_sources_or_the_first_heading_or_the_name():
    assert page_of(document(heading("A"), title="T <1>")).findtext("head/title") == "T <1>"
    assert page_of(document(heading("B", 2), heading("A", 1, 2))).findtext("head/title") == "A"
    assert page_of(document(paragraph("x"))).findtext("head/title") == "sample.pdf"


def test_the_language_is_told_where_it_is_plain():
    def language(text: str) -> str | None:
        return page_of(document(paragraph(text))).get("lang")

    assert language("the yield of the wheat is that of the year before") == "en"
    assert language("小麦产量逐年上升") == "zh"
    assert language("小麦の収量は年々増加しています") == "ja"
    assert language("밀 수확량이 해마다 증가하고 있다") == "ko"
    assert language("Der Ertrag von Weizen steigt von Jahr zu Jahr") is None


def test_lists_nest_and_keep_their_numbers():
    main = main_of(document(*items((0, "3.", "a"), (1, "•", "b"), (0, "4.", "c"), (0, "6.", "d"))))
    (outer,) = main.findall("ol")
    assert outer.get("start") == "3"
    assert [li.get("value") for li in outer] == [None, None, "6"]
    assert outer[0].find("ul/li").text == "b"


def test_markers_that_are_words_stand_before_the_text():
    (item,) = main_of(document(*items((0, "(a)", "x")))).findall("ul[@class='marked']/li")
    assert item.text_content() == "(a) x"


def test_captions_stand_with_what_they_name_in_their_order():
    above = Caption(id="p1-b1", page=1, box=BOX, text="Table 1", of="p1-b2")
    below = Caption(id="p1-b4", page=1, box=BOX, text="Fig. 1", of="p1-b3")
    picture = Figure(id="p1-b3", page=1, box=BOX, image="a b.png")
    main = main_of(document(above, table([["x"], ["y"]]), picture, below))
    first, second = main.findall("figure")
    assert [child.tag for child in first] == ["figcaption", "div"]
    assert first.find("div/table").get("id") == "p1-b2"
    assert [child.tag for child in second] == ["img", "figcaption"]
    assert second.find("img").get("src") == "a%20b.png"
    assert second.find("img").get("alt") == "Fig. 1"


def test_a_caption_of_nothing_is_a_paragraph():
    caption = Caption(id="p1-b1", page=1, box=BOX, text="Table 1", of="p9-b9")
    assert main_of(document(caption)).find("p").get("class") == "caption"


def test_the_words_in_a_figure_are_kept():
    picture = Figure(id="p1-b1", page=1, box=BOX, text="x axis\ny axis")
    figure = main_of(document(picture)).find("figure")
    assert figure.find("details/p").text_content() == "x axisy axis"
    assert figure.find("div").text == "Picture on page 1"


def test_references_and_footnotes_lead_to_each_other():
    main = main_of(document(paragraph("word", raised("1")), footnote("1", "note")))
    reference = main.find("p/sup")
    note = main.find("p[@class='footnote']")
    assert reference.find("a").get("href") == "#" + note.get("id")
    assert note.find("sup/a").get("href") == "#" + reference.get("id")


def test_a_formula_shows_its_latex_or_its_text():
    block = Formula(id="p1-b1", page=1, box=BOX, text="a < b", latex=r"a < b")
    shown = main_of(document(block)).find("p/span[@class='drawn']")
    assert shown.get("title") == "a < b"
    assert [sign.text for sign in shown.iter("mi", "mo")] == ["a", "<", "b"]
    unknown = block.model_copy(update={"latex": r"\unheardof a"})
    assert main_of(document(unknown)).find("p/span[@class='math']").text == r"\unheardof a"
    plain = block.model_copy(update={"latex": None})
    assert main_of(document(plain)).find("p").text == "a < b"


def test_a_numbered_formula_shows_its_number():
    block = Formula(id="p1-b1", page=1, box=BOX, text="a", latex="a", tag="<3>")
    assert main_of(document(block)).find("p/span[@class='tag']").text == "(<3>)"
    bare = block.model_copy(update={"text": "a (<3>)", "latex": None})
    assert main_of(document(bare)).find("p").text_content() == "a (<3>)"


def test_fields_that_follow_each_other_are_one_list():
    fields = [KeyValue(id=f"p1-b{n}", page=1, box=BOX, key=f"k{n}", value="v") for n in (1, 2)]
    (terms,) = main_of(document(*fields)).findall("dl")
    assert [term.text for term in terms.iter("dt")] == ["k1", "k2"]


def test_furniture_is_left_out_unless_asked_for():
    source = document(PageFooter(id="p1-b1", page=1, box=BOX, text="Seite 1"))
    assert "Seite 1" not in source.to_html()
    assert "Seite 1" in source.to_html(furniture=True)


def test_a_page_that_could_not_be_read_is_visible():
    source = document_of(Page(number=3, width=1, height=1, error="<damaged>"))
    assert main_of(source).find("p[@class='unread']").text == "Page 3 could not be read: <damaged>"


def test_headings_have_their_level():
    blocks = [Heading(id=f"p1-b{n}", page=1, box=BOX, text="x", level=n) for n in range(1, 7)]
    tags = [element.tag for element in main_of(document(*blocks))]
    assert tags == ["h1", "h2", "h3", "h4", "h5", "h6"]


def test_all_words_of_the_document_are_on_the_page():
    source = everything()
    shown = re.sub(r"\s+", "", main_of(source).text_content())
    for block in source.blocks:
        if block.kind not in ("page_header", "page_footer", "formula", "table", "key_value"):
            assert re.sub(r"\s+", "", block.text) in shown
