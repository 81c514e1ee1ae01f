"""Layout replies: a JSON list of boxes, categories and texts, to typed blocks and regions.

Knows the names many models give their categories; knows no prompts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docparse.errors import OutputError
from docparse.markup.json_reading import read_json
from docparse.schemas import Block, BlockKind, Box, Caption, Page, PageInfo, Region
from docparse.tasks.base import JsonSchema, Read
from docparse.tasks.boxes import (
    Corners,
    Grid,
    Placing,
    boxes_in,
    decide_grid,
    likely_size,
    place,
    read_corners,
)
from docparse.tasks.layout_blocks import Piece, blocks_of

CATEGORIES = (
    "title",
    "text",
    "list",
    "table",
    "figure",
    "formula",
    "code",
    "figure_caption",
    "table_caption",
    "formula_caption",
    "figure_footnote",
    "table_footnote",
    "page_footnote",
    "header",
    "footer",
)
"""What prompts ask for."""

_KINDS: Mapping[BlockKind, str] = {
    "heading": (
        "title heading header_title doc_title document_title section_header section_heading "
        "section_title paragraph_title subtitle sub_title subheading chapter_title headline "
        "content_title h1 h2 h3 h4 h5 h6"
    ),
    "paragraph": (
        "text plain_text paragraph body body_text abstract content aside_text vertical_text "
        "text_block address author authors affiliation reference_text question answer quote "
        "formula_number equation_number toc table_of_contents index handwriting"
    ),
    "list_item": "list list_item listitem list_group bullet bullet_list numbered_list reference "
    "references bibliography ref_text",
    "table": "table table_body tabular",
    "formula": "formula equation isolate_formula isolated_formula display_formula math "
    "interline_equation inline_formula equation_block",
    "figure": "figure picture image photo chart diagram graphic graph drawing logo seal stamp icon "
    "illustration barcode qr_code qrcode signature image_body chart_body header_image footer_image",
    "caption": "caption figure_caption table_caption formula_caption image_caption picture_caption "
    "chart_caption equation_caption figure_title table_title chart_title image_title "
    "figure_table_chart_title code_caption algorithm_caption figure_table_title",
    "footnote": "footnote page_footnote figure_footnote table_footnote image_footnote "
    "chart_footnote vision_footnote footnotes endnote note",
    "code": "code code_block codeblock algorithm listing program pseudocode",
    "page_header": "header page_header running_header running_head head",
    "page_footer": "footer page_footer running_footer foot",
    "key_value": "key_value field form_field key_value_region",
}
CATEGORY_KINDS: Mapping[str, BlockKind] = {
    name: kind for kind, names in _KINDS.items() for name in names.split()
}
"""The kind of each category that some family of models knows, by its name in `snake_case`."""
_SHEET = frozenset(
    ("page_number", "number", "abandon", "abandoned", "discarded", "watermark", "furniture")
)
"""Categories of the sheet: header in the upper half of what was shown, footer in the lower."""
_LEVELS: Mapping[str, int] = {
    "section_header": 2,
    "section_heading": 2,
    "section_title": 2,
    "paragraph_title": 2,
    "subtitle": 2,
    "sub_title": 2,
    "subheading": 2,
    "content_title": 2,
    **{f"h{level}": level for level in range(1, 7)},
}

_BOX_KEYS = ("bbox", "bbox_2d", "box_2d", "box", "bounding_box", "coordinates", "position", "poly")
_LABEL_KEYS = ("category", "category_name", "label", "type", "class", "block_type", "kind")
_TEXT_KEYS = ("text", "content", "html", "latex", "markdown", "value", "text_content", "md")
_SCORE_KEYS = ("confidence", "score", "prob")
_ROWS_FIRST = "box_2d"
"""Under this key Gemini and its kin write rows before columns: `[y0, x0, y1, x1]`."""
_SIGNS = re.compile(r"<[^<>]*>|[*#`\"'\[\]{}()]+")


@dataclass(frozen=True)
class _Element:
    """What a reply says of one region, its corners in the model's grid."""

    label: str
    corners: Corners | None = None
    text: str = ""
    confidence: float | None = None


def layout_schema(*, text: bool) -> JsonSchema:
    """Return the JSON Schema of a layout reply.

    Args:
        text: Whether the text of each region is wanted too.
    """
    properties: dict[str, object] = {
        "bbox": {
            "type": "array",
            "items": {"type": "integer", "minimum": 0, "maximum": 1000},
            "minItems": 4,
            "maxItems": 4,
        },
        "category": {"type": "string", "enum": list(CATEGORIES)},
    }
    if text:
        properties["text"] = {"type": "string"}
    item = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"type": "array", "items": item}


def read_layout_page(
    reply: str, *, page: int, width: float, height: float, region: Box, grid: Grid = "thousand"
) -> Read[Page]:
    """Read a layout with texts as a page.

    Args:
        reply: A JSON list of `{bbox, category, text}`; other models' names for these are known.
        page: Its number.
        width: Of the page, points.
        height: Of the page, points.
        region: What was shown of it, points: the model's coordinates are relative to this.
        grid: What the coordinates were asked to count.

    Returns:
        The page, its blocks in the order of the reply with ids `p1-b1`, `p1-b2`, …; notes name
        what was cut off, unknown categories, boxes that were missing or reached out of the
        region, and repetitions that were left out.

    Raises:
        OutputError: The reply holds no element of a layout.
    """
    layout = _layout(reply, region, grid)
    said, repeated = _without_repetitions(layout.elements)
    blocks: list[Block] = []
    notes = list(layout.notes)
    for element in said:
        placing = layout.placing(element)
        piece = Piece(
            kind=_kind(element, region, placing) or "paragraph",
            level=_LEVELS.get(_name(element.label), 1),
            text=element.text,
            page=page,
            box=region if placing is None else placing.box,
        )
        read = blocks_of(piece)
        blocks += _numbered(read.value, page, len(blocks) + 1)
        notes += read.notes
    notes += layout.doubts(said, lost_boxes="their box is that of what was shown")
    if repeated:
        notes.append(f"{_count(repeated, 'element')} said again word for word and left out")
    once = tuple(dict.fromkeys(notes))
    info = PageInfo(text_source="model", reason="a model was shown it", notes=once)
    value = Page(number=page, width=width, height=height, blocks=tuple(blocks), info=info)
    return Read(value, once)


def _numbered(blocks: Sequence[Block], page: int, first: int) -> list[Block]:
    """Return the blocks of one element with the ids they have on the page."""
    ids = {block.id: f"p{page}-b{number}" for number, block in enumerate(blocks, start=first)}
    renamed: list[Block] = []
    for number, block in enumerate(blocks, start=first):
        update: dict[str, object] = {"id": f"p{page}-b{number}", "source": "model"}
        if isinstance(block, Caption) and block.of is not None:
            update["of"] = ids.get(block.of)
        renamed.append(block.model_copy(update=update))
    return renamed


def read_regions(
    reply: str, *, page: int, region: Box, grid: Grid = "thousand"
) -> Read[tuple[Region, ...]]:
    """Read a layout without texts; also `title <box>…</box>`, line by line.

    Args:
        reply: What a model wrote.
        page: Number of the page.
        region: What was shown of it, points.
        grid: What the coordinates were asked to count.

    Returns:
        The regions in the order of the reply; one without a box is left out and noted.

    Raises:
        OutputError: The reply holds no element of a layout with a box.
    """
    layout = _layout(reply, region, grid)
    regions = []
    for element in layout.elements:
        placing = layout.placing(element)
        if placing is not None:
            regions.append(
                Region(
                    kind=_kind(element, region, placing) or "paragraph",
                    page=page,
                    box=placing.box,
                    label=element.label,
                    confidence=element.confidence,
                )
            )
    if layout.elements and not regions:
        raise OutputError(f"no element of the layout has a box that can be read: {reply[:60]!r}")
    notes = (*layout.notes, *layout.doubts(layout.elements, lost_boxes="left out"))
    return Read(tuple(dict.fromkeys(regions)), tuple(dict.fromkeys(notes)))


@dataclass(frozen=True)
class _Layout:
    """The elements of a reply, and how their corners are turned into points."""

    elements: tuple[_Element, ...]
    notes: tuple[str, ...]
    region: Box
    grid: Grid
    size: tuple[float, float]

    def placing(self, element: _Element) -> Placing | None:
        if element.corners is None:
            return None
        width, height = self.size
        return place(
            element.corners, width=width, height=height, region=self.region, grid=self.grid
        )

    def doubts(self, elements: Sequence[_Element], *, lost_boxes: str) -> Iterator[str]:
        """Say what is doubtful about places and categories."""
        placings = [self.placing(element) for element in elements]
        if self.grid == "pixels":
            yield "the boxes count pixels of an image of unknown size; their places are a guess"
        lost = sum(placing is None for placing in placings)
        if lost:
            yield f"{_count(lost, 'element')} without a box that can be read: {lost_boxes}"
        clipped = sum(placing is not None and placing.clipped for placing in placings)
        if clipped:
            yield f"{_count(clipped, 'box', 'es')} out of what was shown, clipped to it"
        unknown = Counter(
            element.label
            for element, placing in zip(elements, placings, strict=True)
            if _kind(element, self.region, placing) is None
        )
        for label, count in unknown.items():
            yield f"{_count(count, 'element')} of unknown category {label!r}, read as paragraph"


def _count(number: int, noun: str, ending: str = "s") -> str:
    return f"{number} {noun}{'' if number == 1 else ending}"


def _layout(reply: str, region: Box, grid: Grid) -> _Layout:
    elements, notes = _elements(reply)
    boxes = [element.corners for element in elements if element.corners is not None]
    return _Layout(elements, notes, region, decide_grid(boxes, grid), likely_size(boxes, region))


def _elements(reply: str) -> tuple[tuple[_Element, ...], tuple[str, ...]]:
    """Return the elements of a reply, and what was repaired or lost."""
    try:
        read = read_json(reply)
    except OutputError:
        labelled = _labelled(reply)
        if not labelled:
            raise
        return labelled, ()
    items = _items(read.value)
    objects = [item for item in items if isinstance(item, Mapping)]
    elements = tuple(_element({str(k).lower(): v for k, v in each.items()}) for each in objects)
    elements = tuple(each for each in elements if each.label or each.corners or each.text)
    if elements:
        dropped = len(items) - len(elements)
        note = f"{_count(dropped, 'entry', '')} of the list say nothing of a layout; left out"
        return elements, (*read.notes, note) if dropped else read.notes
    labelled = _labelled(reply) if read.value else ()
    if labelled:
        return labelled, ()
    if read.value == [] and not read.notes:
        return (), ("the reply says that nothing stands here",)
    raise OutputError(
        "\n".join([f"the reply holds no element of a layout: {reply[:60]!r}", *read.notes])
    )


def _items(value: object) -> Sequence[object]:
    """Return the list of elements, wherever a model wrapped it up."""
    if isinstance(value, Mapping):
        if any(key in value for key in (*_BOX_KEYS, *_LABEL_KEYS)):
            return [value]
        inner = [_items(each) for each in value.values() if isinstance(each, list | dict)]
        return max(inner, key=len, default=[])
    if isinstance(value, list):
        if value and all(isinstance(each, list) for each in value):
            return [item for each in value for item in each]
        wraps = [each for each in value if isinstance(each, Mapping) and _wraps(each)]
        if wraps and len(wraps) == len(value):
            return [item for each in wraps for item in _items(each)]
        return value
    return []


def _wraps(value: Mapping[object, object]) -> bool:
    """Tell an object that holds a list of elements and is none itself."""
    lists = [each for each in value.values() if isinstance(each, list)]
    return any(isinstance(item, Mapping) for each in lists for item in each)


def _element(fields: Mapping[str, object]) -> _Element:
    box_key = next((key for key in _BOX_KEYS if fields.get(key) is not None), None)
    corners = read_corners(fields if box_key is None else fields[box_key])
    if corners is not None and box_key == _ROWS_FIRST:
        y0, x0, y1, x1 = corners
        corners = (x0, y0, x1, y1)
    label = next((fields[key] for key in _LABEL_KEYS if fields.get(key)), "")
    text = next((fields[key] for key in _TEXT_KEYS if fields.get(key)), "")
    score = next((fields[key] for key in _SCORE_KEYS if key in fields), None)
    known = isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
    return _Element(
        label=str(label).strip(),
        corners=corners,
        text="\n".join(map(str, text)) if isinstance(text, list) else str(text),
        confidence=float(score) if known and isinstance(score, int | float) else None,
    )


def _labelled(reply: str) -> tuple[_Element, ...]:
    """Read boxes in words, each with what stands before it on its line."""
    elements = []
    at = 0
    for box in boxes_in(reply):
        before = reply[min(at, box.start) : box.start].rpartition("\n")[2]
        label = _SIGNS.sub(" ", before).strip(" \t:：,，.;-–—0123456789")
        elements.append(_Element(label=label, corners=box.corners))
        at = box.end
    return tuple(elements)


def _kind(element: _Element, region: Box, placing: Placing | None) -> BlockKind | None:
    """Return the kind of a category; None for an unknown one."""
    name = _name(element.label)
    if name in _SHEET:
        below = placing is not None and placing.box.center[1] > region.center[1]
        return "page_footer" if below else "page_header"
    return CATEGORY_KINDS.get(name)


def _name(label: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", label)
    return re.sub(r"[\W_]+", "_", apart).strip("_").lower()


def _without_repetitions(elements: Sequence[_Element]) -> tuple[list[_Element], int]:
    """Drop what was said before with the same box and text."""
    once = list(dict.fromkeys(elements))
    return once, len(elements) - len(once)
