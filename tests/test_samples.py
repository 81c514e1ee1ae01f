"""The samples come out as the program that made them says they should."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, pairwise

import pytest

from docparse import Document
from docparse.evaluation.edit_distance import edit_distance
from docparse.schemas import Caption, Code, Footnote, Heading, ListItem, Paragraph, Run
from tests.truth import (
    PRINTED,
    SCANNED,
    Truth,
    alike,
    of_kind,
    overlap,
    parsed_cells,
    parsed_text,
    running_text,
    table_like,
    texts,
    true_cells,
)

Parsed = Callable[[str], Document]
Truths = Callable[[str], Truth]

RANKED = ("article.pdf", "report_zh.pdf", "form.pdf", "sidebar.pdf")
"""Samples whose headings have levels beyond dispute; the invoice's letterhead might be one too."""
TABLED = ("invoice.pdf", "article.pdf", "report_zh.pdf")
SCANNED_TABLES = ("invoice_scan.jpg", "article_scan.pdf", "report_zh_scan.jpg")

printed = pytest.mark.parametrize("name", PRINTED)
scanned = pytest.mark.parametrize("name", SCANNED)


@printed
def test_all_text_of_a_text_layer_comes_in_reading_order(
    name: str, parsed: Parsed, truth: Truths
) -> None:
    assert edit_distance(running_text(truth(name)), parsed_text(parsed(name))) <= 0.01


@printed
def test_no_word_of_a_sample_is_dropped(name: str, parsed: Parsed) -> None:
    assert [page.info.dropped for page in parsed(name).pages if page.info.dropped] == []


@pytest.mark.parametrize("name", RANKED)
def test_headings_have_their_levels(name: str, parsed: Parsed, truth: Truths) -> None:
    found = [b for b in parsed(name).blocks if isinstance(b, Heading)]
    wanted = truth(name).of("heading")
    assert list(zip(texts(found), (b.level for b in found), strict=True)) == list(
        zip(texts(wanted), (b["level"] for b in wanted), strict=True)
    )


def test_headings_of_the_invoice_are_found(parsed: Parsed, truth: Truths) -> None:
    found = texts(of_kind(parsed("invoice.pdf"), "heading"))
    assert set(texts(truth("invoice.pdf").of("heading"))) <= set(found)


@printed
def test_list_items_keep_marker_and_depth(name: str, parsed: Parsed, truth: Truths) -> None:
    found = [b for b in parsed(name).blocks if isinstance(b, ListItem)]
    wanted = truth(name).of("list_item")
    assert [(b.marker, b.depth, text) for b, text in zip(found, texts(found), strict=True)] == [
        (b["marker"], b["depth"], text) for b, text in zip(wanted, texts(wanted), strict=True)
    ]


@pytest.mark.parametrize("name", ["article.pdf", "report_zh.pdf", "sidebar.pdf"])
def test_paragraphs_are_whole(name: str, parsed: Parsed, truth: Truths) -> None:
    found = texts(of_kind(parsed(name), "paragraph"))
    assert found == texts(truth(name).of("paragraph"))


@pytest.mark.parametrize("name", ["article.pdf", "report_zh.pdf", "sidebar.pdf"])
def test_paragraphs_over_breaks_know_all_their_places(
    name: str, parsed: Parsed, truth: Truths
) -> None:
    found = [b for b in parsed(name).blocks if isinstance(b, Paragraph) and b.continued]
    wanted = [b for b in truth(name).of("paragraph") if len(b["places"]) > 1]
    assert [[place.page for place in b.places] for b in found] == [
        [place["page"] for place in b["places"]] for b in wanted
    ]


@pytest.mark.parametrize("name", TABLED)
def test_tables_of_a_text_layer_are_exact_to_the_cell(
    name: str, parsed: Parsed, truth: Truths
) -> None:
    for block in truth(name).of("table"):
        table = table_like(parsed(name), block)
        assert table is not None
        assert parsed_cells(table) == true_cells(block)
        assert (table.rows, table.columns) == (block["rows"], block["columns"])


@pytest.mark.parametrize("name", TABLED)
def test_header_cells_are_told_from_the_others(name: str, parsed: Parsed, truth: Truths) -> None:
    for block in truth(name).of("table"):
        table = table_like(parsed(name), block)
        assert table is not None
        wanted = {(c["row"], c["column"]) for c in block["cells"] if c["header"]}
        assert {(cell.row, cell.column) for cell in table.cells if cell.header} == wanted


@pytest.mark.parametrize("name", ["article.pdf", "report_zh.pdf", "sidebar.pdf"])
def test_no_table_is_seen_where_there_is_none(name: str, parsed: Parsed, truth: Truths) -> None:
    assert len(parsed(name).tables) == len(truth(name).of("table"))


@printed
def test_captions_are_tied_to_what_they_name(name: str, parsed: Parsed, truth: Truths) -> None:
    kinds = {block.id: block.kind for block in parsed(name).blocks}
    found = [b for b in parsed(name).blocks if isinstance(b, Caption)]
    assert [(text, kinds.get(b.of or "")) for b, text in zip(found, texts(found), strict=True)] == [
        (text, b["of"])
        for b, text in zip(truth(name).of("caption"), texts(truth(name).of("caption")), strict=True)
    ]


@printed
def test_footnotes_know_their_marks(name: str, parsed: Parsed, truth: Truths) -> None:
    found = [b for b in parsed(name).blocks if isinstance(b, Footnote)]
    wanted = truth(name).of("footnote")
    assert [(b.page, b.mark, text) for b, text in zip(found, texts(found), strict=True)] == [
        (b["places"][0]["page"], b["mark"], text)
        for b, text in zip(wanted, texts(wanted), strict=True)
    ]


@printed
@pytest.mark.parametrize("kind", ["page_header", "page_footer"])
def test_furniture_is_told_from_text(name: str, kind: str, parsed: Parsed, truth: Truths) -> None:
    assert texts(of_kind(parsed(name), kind)) == texts(truth(name).of(kind))


@pytest.mark.parametrize("kind", ["formula", "figure"])
@pytest.mark.parametrize("name", ["article.pdf", "sidebar.pdf"])
def test_formulas_and_figures_are_found_where_they_are(
    name: str, kind: str, parsed: Parsed, truth: Truths
) -> None:
    found = of_kind(parsed(name), kind)
    wanted = truth(name).of(kind)
    assert len(found) == len(wanted)
    for block, true in zip(found, wanted, strict=True):
        assert overlap(true["places"][0], block) > 0.3


def test_formulas_stand_behind_the_paragraphs_that_announce_them(
    parsed: Parsed, truth: Truths
) -> None:
    blocks = list(parsed("article.pdf").blocks)
    found = [one.text[-15:] for one, other in pairwise(blocks) if other.kind == "formula"]
    wanted = [
        one["text"][-15:]
        for one, other in pairwise(truth("article.pdf").blocks)
        if other["kind"] == "formula"
    ]
    assert found == wanted


def test_code_is_kept_verbatim(parsed: Parsed, truth: Truths) -> None:
    found = [b.text for b in parsed("article.pdf").blocks if isinstance(b, Code)]
    assert found == [b["text"] for b in truth("article.pdf").of("code")]


@pytest.mark.parametrize("style", ["bold", "italic", "superscript", "subscript"])
def test_styles_of_running_text_are_kept(style: str, parsed: Parsed, truth: Truths) -> None:
    found = _styled(parsed("article.pdf"), lambda run: bool(getattr(run, style)))
    blocks = truth("article.pdf").of("paragraph", "list_item", "caption")
    wanted = [part for block in blocks for part in block.get("styles", {}).get(style, [])]
    assert "".join("".join(found).split()) == "".join("".join(wanted).split())


def test_links_keep_their_targets(parsed: Parsed, truth: Truths) -> None:
    found = _styled(parsed("article.pdf"), lambda run: run.link is not None)
    wanted = [
        link for b in truth("article.pdf").blocks for link in b.get("styles", {}).get("links", [])
    ]
    assert found == [text for text, _ in wanted]
    targets = [
        run.link
        for b in of_kind(parsed("article.pdf"), "paragraph")
        for run in b.inline
        if run.link
    ]
    assert targets == [target for _, target in wanted]


def _styled(document: Document, styled: Callable[[Run], bool]) -> list[str]:
    """Texts of the longest stretches in a style."""
    return [
        "".join(run.text for run in stretch).strip()
        for block in of_kind(document, "paragraph", "list_item", "caption")
        for in_style, stretch in groupby(block.inline, key=styled)
        if in_style
    ]


@pytest.mark.parametrize("name", ["form.pdf", "invoice.pdf"])
def test_values_follow_their_labels(name: str, parsed: Parsed, truth: Truths) -> None:
    text = parsed_text(parsed(name))
    missing = [b["text"] for b in truth(name).of("key_value") if not _follows(b, text)]
    assert missing == []


def _follows(block: dict[str, str], text: str) -> bool:
    return block["text"] in text.replace(": ", " ")


@scanned
def test_all_text_of_a_scan_comes_in_reading_order(
    name: str, parsed: Parsed, truth: Truths
) -> None:
    assert edit_distance(running_text(truth(name)), parsed_text(parsed(name))) <= 0.05


@pytest.mark.parametrize(
    ("name", "turns", "skews"),
    [
        ("invoice_scan.jpg", [0], [3.0]),
        ("article_scan.pdf", [0, 180], [-1.2, 0.8]),
        ("report_zh_scan.jpg", [0], [-2.0]),
        ("pages.tiff", [0, 0], [0.5, 0.5]),
    ],
)
def test_scans_are_set_upright(
    name: str, turns: list[int], skews: list[float], parsed: Parsed
) -> None:
    infos = [page.info for page in parsed(name).pages]
    assert [info.orientation for info in infos] == turns
    assert [info.skew for info in infos] == pytest.approx(skews, abs=0.3)


@scanned
def test_what_was_read_from_a_scan_says_so(name: str, parsed: Parsed) -> None:
    document = parsed(name)
    assert {page.info.text_source for page in document.pages} == {"ocr"}
    assert all(
        b.source == "ocr" and b.confidence for b in of_kind(document, "paragraph", "heading")
    )


@scanned
def test_headings_of_scans_are_found(name: str, parsed: Parsed, truth: Truths) -> None:
    found = texts(of_kind(parsed(name), "heading"))
    missing = [
        t for t in texts(truth(name).of("heading")) if not any(alike(t, f, 0.1) for f in found)
    ]
    assert missing == []


@pytest.mark.parametrize("name", SCANNED_TABLES)
def test_tables_of_scans_keep_their_grid(name: str, parsed: Parsed, truth: Truths) -> None:
    for block in truth(name).of("table"):
        table = table_like(parsed(name), block)
        assert table is not None
        assert [cell[:4] for cell in parsed_cells(table)] == [
            cell[:4] for cell in true_cells(block)
        ]
        for (*_, text), (*_, true) in zip(parsed_cells(table), true_cells(block), strict=True):
            assert alike(text, true, 0.2), (text, true)


def test_footnotes_of_scans_know_their_marks(parsed: Parsed, truth: Truths) -> None:
    found = [b for b in parsed("article_scan.pdf").blocks if isinstance(b, Footnote)]
    wanted = truth("article_scan.pdf").of("footnote")
    assert [(b.page, b.mark) for b in found] == [
        (b["places"][0]["page"], b["mark"]) for b in wanted
    ]


def test_frames_of_a_tiff_are_pages(parsed: Parsed) -> None:
    assert [page.number for page in parsed("pages.tiff").pages] == [1, 2]
