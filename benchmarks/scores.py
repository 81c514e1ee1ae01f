"""Score what a tool read in a file against the truth.

A score is a list of numbers, one for each thing judged (page, table, check, block), so that the
mean over a set is one over things and not over files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from benchmarks.page_checks import passes
from benchmarks.truths import Sample
from docparse.evaluation.edit_distance import edit_distance, normalize_text
from docparse.evaluation.plain_text import plain_text
from docparse.evaluation.reading_order import reading_order
from docparse.evaluation.recall import character_overlap, overlap, word_overlap
from docparse.evaluation.table_similarity import (
    cell_texts,
    pair_tables,
    teds,
    teds_structure,
    without_spans,
)

Page = dict[str, Any]
Scores = dict[str, list[float]]
Box = tuple[float, float, float, float]

LOWER_IS_BETTER = frozenset({"edit distance", "order distance", "order kendall"})

_ACCEPTED = {
    "paragraph": {"paragraph", "list_item"},
    "abstract": {"paragraph"},
    "reference": {"paragraph", "list_item"},
    "author": {"paragraph", "heading"},
    "section": {"heading"},
    "title": {"heading"},
    "equation": {"formula"},
    "list": {"list_item"},
    "footer": {"page_footer", "page_header", "footnote"},
    "caption": {"caption"},
    "table": {"table"},
    "figure": {"figure"},
    "text": {"paragraph", "caption", "footnote"},
}
"""Kinds of block that are right for a label of DocBank or PubLayNet."""
_LEAST_IOU = 0.5


def text_scores(sample: Sample, pages: list[Page]) -> Scores:
    """Text, words and reading order of a file, and its tables if the truth has any."""
    markdown = "\n\n".join(page["markdown"] for page in pages)
    truth, text = normalize_text(sample.text), normalize_text(plain_text(markdown))
    words = word_overlap(truth, text)
    order = reading_order(sample.blocks, text)
    scores = {
        "edit distance": [edit_distance(truth, text)],
        "word recall": [words.recall],
        "word precision": [words.precision],
        "blocks found": [order.found],
    }
    if len(order.order) > 1:
        scores["order distance"] = [order.distance]
        scores["order kendall"] = [order.kendall]
    return scores | (table_scores(sample, pages) if sample.tables else {})


def word_scores(sample: Sample, pages: list[Page]) -> Scores:
    """Words of a file, in whatever order."""
    words = word_overlap(sample.text, plain_text("\n\n".join(p["markdown"] for p in pages)))
    return {"word recall": [words.recall], "word precision": [words.precision]}


def check_scores(sample: Sample, pages: list[Page]) -> Scores:
    """Unit tests passed, all together and by kind."""
    texts = {page["number"]: page["markdown"] for page in pages}
    scores: Scores = defaultdict(list)
    for check in sample.checks:
        # A page that was not read holds nothing; that must not pass for the absence of a text.
        passed = check["page"] in texts and passes(check, texts[check["page"]])
        scores["checks passed"].append(float(passed))
        scores[check["type"]].append(float(passed))
    return dict(scores)


def failed_checks(sample: Sample, pages: list[Page]) -> list[str]:
    """Name the checks a file fails."""
    texts = {page["number"]: page["markdown"] for page in pages}
    return [c["id"] for c in sample.checks if not passes(c, texts.get(c["page"], ""))]


def table_scores(sample: Sample, pages: list[Page]) -> Scores:
    """TEDS of every true table with the one found for it on its page; 0 where none was."""
    pairs = list(_pairs(sample, pages))
    return {
        "TEDS": [teds(truth, found) for truth, found in pairs],
        "TEDS structure": [teds_structure(truth, found) for truth, found in pairs],
        "tables found": [float(bool(found)) for _, found in pairs],
    }


def grid_scores(sample: Sample, pages: list[Page]) -> Scores:
    """Tables against grids that know no spans: TEDS, and texts of cells as multisets."""
    pairs = [(truth, without_spans(found)) for truth, found in _pairs(sample, pages)]
    return {
        "TEDS": [teds(truth, found) for truth, found in pairs],
        "cell F1": [overlap(cell_texts(truth), cell_texts(found)).f1 for truth, found in pairs],
        "tables found": [float(bool(found)) for _, found in pairs],
    }


def _pairs(sample: Sample, pages: list[Page]) -> Iterator[tuple[str, str]]:
    found = {page["number"]: page["tables"] for page in pages}
    for number in sorted({page for page, _ in sample.tables}):
        truths = [table for page, table in sample.tables if page == number]
        tables = found.get(number, [])
        for truth, match in zip(truths, pair_tables(truths, tables), strict=True):
            yield truth, "" if match is None else tables[match]


def label_scores(sample: Sample, pages: list[Page]) -> Scores:
    """Words found, and the share of words that stand in a block of the right kind."""
    right: Scores = defaultdict(list)
    for kind, x, y in sample.labels:
        found = _kind_at(pages[0], x, y) if pages else ""
        right[kind].append(float(found in _ACCEPTED[kind]))
    every = _mean(value for values in right.values() for value in values)
    kinds = {f"right kind: {kind}": [_mean(values)] for kind, values in right.items()}
    text = plain_text("\n\n".join(page["markdown"] for page in pages))
    # The truth cuts words at line ends and font changes: only characters tell what was lost.
    characters = {"character recall": [character_overlap(sample.text, text).recall]}
    return {"words in right kind": [every], **characters, **word_scores(sample, pages), **kinds}


def _kind_at(page: Page, x: float, y: float) -> str:
    """Return the kind of the smallest block at a point."""
    at = [
        (_area(box), kind)
        for kind, box in _relative(page)
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]
    ]
    return min(at)[1] if at else ""


def block_scores(sample: Sample, pages: list[Page]) -> Scores:
    """True blocks covered by one of the right kind with IoU ≥ 0.5, or by one of any kind."""
    blocks = list(_with_whole_lists(_relative(pages[0]))) if pages else []
    scores: Scores = defaultdict(list)
    for kind, *corners in sample.labels:
        box = (corners[0], corners[1], corners[2], corners[3])
        hits = {found for found, other in blocks if _iou(box, other) >= _LEAST_IOU}
        right = float(bool(hits & (_ACCEPTED[kind] | {kind})))
        scores["blocks found"].append(right)
        scores["boxes found"].append(float(bool(hits)))
        scores[f"blocks found: {kind}"].append(right)
    return dict(scores)


def _relative(page: Page) -> Iterator[tuple[str, Box]]:
    wide, high = page["width"], page["height"]
    for block in page["blocks"]:
        x0, y0, x1, y1 = block["box"]
        yield block["kind"], (x0 / wide, y0 / high, x1 / wide, y1 / high)


def _with_whole_lists(blocks: Iterable[tuple[str, Box]]) -> Iterator[tuple[str, Box]]:
    """Add a `list` around list items that follow each other in one column."""
    run: Box | None = None
    for kind, box in [*blocks, ("", (0.0, 0.0, 0.0, 0.0))]:
        same_column = run is not None and box[0] < run[2] and run[0] < box[2] and box[1] > run[1]
        if run is not None and not (kind == "list_item" and same_column):
            yield "list", run
            run = None
        if kind == "list_item":
            run = box if run is None else _around(run, box)
        yield kind, box


def _around(a: Box, b: Box) -> Box:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _iou(a: Box, b: Box) -> float:
    shared = _area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    whole = _area(a) + _area(b) - shared
    return shared / whole if whole else 0.0


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0


SCORERS: dict[str, Callable[[Sample, list[Page]], Scores]] = {
    "page/docling_odf": text_scores,
    "page/olmocr_md": text_scores,
    "page/olmocr_bench": check_scores,
    "page/pypdf_samples": word_scores,
    "page/mdpbench": text_scores,
    "table/icdar2013": table_scores,
    "table/camelot": grid_scores,
    "table/pubtabnet": table_scores,
    "layout/docbank": label_scores,
    "layout/docbank_images": label_scores,
    "layout/publaynet": block_scores,
}
