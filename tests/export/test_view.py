"""The view: one file, closed to the outside, with every block on both sides."""

import base64
import hashlib
import re
from typing import get_args

import pytest
from lxml import html

from docparse.export.view import document_to_view
from docparse.schemas import Page, PageInfo, Paragraph
from tests.export.samples import BOX, document, document_of, everything, paragraph

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEANl9ngAAAAABJRU5ErkJggg=="
)


def view_of(source, images=None) -> html.HtmlElement:
    return html.document_fromstring(document_to_view(source, images))


def test_the_policy_allows_the_views_own_style_and_script_and_nothing_else():
    tree = view_of(everything(), {1: PNG})
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    (script,) = tree.xpath("//script[not(@type)]")
    (style,) = tree.xpath("//style")
    assert allowed == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": f"'{digest(style.text)}'",
        "script-src": f"'{digest(script.text)}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_nothing_in_the_file_asks_for_another():
    text = document_to_view(everything(), {1: PNG})
    tree = html.document_fromstring(text)
    assert not tree.xpath("//@src|//link|//iframe|//object|//embed|//base|//@style")
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    assert "url(" not in text
    assert "@import" not in text


def test_every_block_stands_on_both_sides():
    source = everything()
    tree = view_of(source)
    for block in source.blocks:
        (text,) = tree.xpath(f"//section[2]//*[@id='{block.id}']")
        boxes = tree.xpath(f"//section[1]//a[@data-block='{block.id}']")
        assert f"k-{block.kind}" in text.get("class")
        assert len(boxes) == len(block.places)
        assert {box.get("href") for box in boxes} == {"#" + block.id}


def test_ids_are_unique():
    ids = view_of(everything(), {1: PNG, 2: PNG}).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_boxes_stand_where_the_blocks_do():
    rect = view_of(document(paragraph("a"))).xpath("//a[@data-block='p1-b1']/rect")[0]
    assert [float(rect.get(name)) for name in ("x", "y", "width", "height")] == [72, 72, 451, 18]


def test_a_continued_block_is_drawn_on_the_page_it_goes_on():
    sheet = view_of(everything()).xpath("//figure[@data-page='2']")[0]
    (box,) = sheet.xpath(".//a[@data-block='p1-b15']")
    assert "continued" in box.get("class")
    assert box.xpath(".//text()") == ["…"]


def test_the_reading_order_is_numbered_without_furniture():
    tree = view_of(everything())
    numbers = tree.xpath("//figure[@data-page='1']//text[not(. = '…')]/text()")
    assert sorted(map(int, numbers)) == list(range(1, 16))
    assert tree.xpath("//*[@id='p1-b2']/span[@class='no']/text()") == ["1"]
    assert not tree.xpath("//a[@data-block='p1-b1']//text()")


def test_a_box_around_others_is_drawn_below_them():
    inner = paragraph("inner", number=1)
    outer = paragraph("outer", number=2).model_copy(update={"box": BOX.expanded(20)})
    order = view_of(document(inner, outer)).xpath("//a/@data-block")
    assert order == ["p1-b2", "p1-b1"]


def test_the_legend_counts_the_kinds_that_occur():
    tree = view_of(document(paragraph("a"), paragraph("b", number=2)))
    chips = [" ".join(chip.text_content().split()) for chip in tree.xpath("//label")]
    assert chips == ["Paragraph 2", "Order"]


def test_every_switch_of_the_legend_is_wired_in_the_style_sheet():
    tree = view_of(everything())
    style = tree.xpath("//style")[0].text
    switches = tree.xpath("//label/input/@id")
    assert len(switches) == 14
    assert [switch for switch in switches if f"#{switch}:" not in style] == []


def test_doubtful_blocks_are_marked_and_counted():
    tree = view_of(everything())
    assert tree.xpath("//*[contains(@class, 'block') and contains(@class, 'doubt')]/@id") == [
        "p2-b1"
    ]
    assert tree.xpath("//a[contains(@class, 'doubt')]/@data-block") == ["p2-b1"]
    assert "Only uncertain 1" in tree.xpath("//header")[0].text_content()
    assert "OCR · 62%" in tree.xpath("//*[@id='p2-b1']")[0].text_content()


def test_a_pages_reading_is_told():
    tree = view_of(everything())
    told = tree.xpath("//*[@id='page-2']/header")[0].text_content()
    for fact in ("OCR", "11 words", "OCR confidence 81%", "no text layer", "levelled +1.3°"):
        assert fact in told
    assert "Script Arabic is not read" in told
    assert "3 words left out (outside the page): draft do not" in told


def test_a_page_that_could_not_be_read_is_visible():
    assert "Not read: damaged" in view_of(everything()).xpath("//*[@id='page-3']")[0].text_content()


def test_pictures_are_data_that_nothing_decodes_before_it_is_wanted():
    tree = view_of(everything(), {1: PNG})
    (data,) = tree.xpath("//script[@id='data-1']")
    assert data.get("type") == "image/png"
    assert base64.b64decode(data.text) == PNG
    assert tree.xpath("//image/@href") == []


def test_figures_are_cut_from_the_pages_picture():
    tree = view_of(everything(), {1: PNG})
    (cut,) = tree.xpath("//*[@id='p1-b11']//*[local-name()='svg']")
    assert cut.get("viewbox", cut.get("viewBox")) == "72 392 451 130"
    assert cut.xpath("*[local-name()='use']/@href") == ["#picture-1"]
    assert not view_of(everything()).xpath("//*[local-name()='use']")


def test_an_image_in_another_format_is_refused():
    with pytest.raises(ValueError, match="image of page 1 is not PNG, JPEG, WebP or GIF"):
        document_to_view(everything(), {1: b"BM1234"})


def test_hostile_text_stays_text():
    hostile = '</script><script>alert(1)</script><img src=x onerror="alert(1)">'
    block = Paragraph(id='p1-"><u>', page=1, box=BOX, text=hostile)
    page = Page(number=1, width=10, height=10, blocks=(block,), error=hostile)
    tree = view_of(document_of(page, title=hostile))
    assert len(tree.xpath("//script")) == 1
    assert not tree.xpath("//img|//u|//@onerror")
    assert re.sub(r"\s", "", hostile) in re.sub(r"\s", "", tree.text_content())


def test_selected_pages_are_told_from_all():
    source = document(paragraph("a"))
    info = source.source.model_copy(update={"page_count": 12})
    facts = view_of(source.model_copy(update={"source": info})).xpath("//header//li/text()")
    assert "1 of 12 pages" in facts


@pytest.mark.parametrize("source", get_args(PageInfo.model_fields["text_source"].annotation))
def test_every_way_a_page_can_be_read_is_said(source: str) -> None:
    page = Page(number=1, width=595, height=842, info=PageInfo(text_source=source, reason="so"))
    facts = view_of(document_of(page)).xpath("//section[2]//header//li/text()")
    assert facts[0]
    assert "so" in facts
