"""SpotText: the text in a box, at a point, or marked in a colour."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from docparse.errors import OutputError, TaskError
from docparse.markup.json_reading import read_json
from docparse.schemas import Box, Point, Spotted
from docparse.tasks.ask import answer_text
from docparse.tasks.base import Dialect, Language, Read, Task, worded
from docparse.tasks.boxes import (
    GRIDS,
    Corners,
    boxes_in,
    decide_grid,
    format_box,
    format_point,
    likely_size,
    place,
    read_corners,
)

_WHERE = "{where}"
_GRID = "Coordinates go from 0 to 1000 over the image's width and height."
_GRID_ZH = "坐标按图片宽高归一化到0–1000。"
_JSON = (
    'Answer with one JSON object and nothing else: {"text": "…", "bbox": [x0, y0, x1, y1]}. '
    "Keep the line breaks of the text. Where nothing stands there, text is empty."
)
_JSON_ZH = (
    '只输出一个JSON对象：{"text": "…", "bbox": [x0, y0, x1, y1]}。'
    "保留文字的换行；没有文字时text为空。"
)

# No wording was published for these questions: INF-MLLM2's are written like the ones that were.
BOX_PROMPTS: Mapping[tuple[Dialect, Language], str] = {
    ("infmllm2", "en"): f"Please recognize the text in the box {_WHERE}.",
    ("infmllm2", "zh"): f"请识别图中{_WHERE}区域内的文字.",
    ("infinity_parser2", "en"): f"Read the text inside the box {_WHERE}. {_GRID} {_JSON}",
    ("infinity_parser2", "zh"): f"识别方框{_WHERE}内的文字。{_GRID_ZH}{_JSON_ZH}",
    ("instruct", "en"): (
        f"Read the text inside the box {_WHERE} of the image, character for character. {_GRID} "
        f"{_JSON}"
    ),
    ("instruct", "zh"): f"逐字读出图片中方框{_WHERE}内的文字。{_GRID_ZH}{_JSON_ZH}",
}
POINT_PROMPTS: Mapping[tuple[Dialect, Language], str] = {
    ("infmllm2", "en"): f"Please recognize the text block at the point {_WHERE}.",
    ("infmllm2", "zh"): f"请识别图中{_WHERE}处的文字块.",
    ("infinity_parser2", "en"): f"Read the block of text at the point {_WHERE}. {_GRID} {_JSON}",
    ("infinity_parser2", "zh"): f"识别点{_WHERE}所在的文字块。{_GRID_ZH}{_JSON_ZH}",
    ("instruct", "en"): (
        f"Read the whole paragraph, heading, cell or label that stands at the point {_WHERE} of "
        f"the image, character for character. {_GRID} {_JSON}"
    ),
    ("instruct", "zh"): (
        f"逐字读出图片中点{_WHERE}所在的整个段落、标题、单元格或标签。{_GRID_ZH}{_JSON_ZH}"
    ),
}
COLOR_PROMPTS: Mapping[tuple[Dialect, Language], str] = {
    ("infmllm2", "en"): f"Please recognize the text marked in {_WHERE}.",
    ("infmllm2", "zh"): f"请识别图中{_WHERE}颜色标记的文字.",
    ("infinity_parser2", "en"): f"Read the text marked in the colour {_WHERE}. {_GRID} {_JSON}",
    ("infinity_parser2", "zh"): f"识别用{_WHERE}颜色标记的文字。{_GRID_ZH}{_JSON_ZH}",
    ("instruct", "en"): (
        f"Read the text that is printed in, framed in or highlighted with the colour {_WHERE}, "
        f"character for character, and no other text. {_GRID} {_JSON}"
    ),
    ("instruct", "zh"): (
        f"逐字读出以{_WHERE}颜色印刷、框出或高亮的文字，不要读其他文字。{_GRID_ZH}{_JSON_ZH}"
    ),
}

_HEX = re.compile(r"#(?:[0-9a-f]{3}){1,2}")
_REFERENCE = re.compile(r"</?(?:ref|p|text|ocr)>|<\|/?(?:object_ref|ref)(?:_start|_end)?\|>")


@dataclass(frozen=True, kw_only=True)
class SpotText(Task[Spotted]):
    """Read the text of one place.

    Attributes:
        where: A box or a point of the page, in its points; or a colour, by its CSS name or as
            `#rrggbb`, for the text that is marked in it.
    """

    where: Box | Point | str

    def __post_init__(self) -> None:
        super().__post_init__()
        region = self.region
        if isinstance(self.where, str):
            color_value(self.where)
        elif isinstance(self.where, Box) and self.where.intersection(region) <= 0:
            raise TaskError(_outside(f"the box {self.where.corners}", region))
        elif isinstance(self.where, Point) and not region.contains((self.where.x, self.where.y)):
            raise TaskError(_outside(f"the point ({self.where.x}, {self.where.y})", region))

    def prompt(self, dialect: Dialect) -> str:
        """Ask for the text there.

        Raises:
            UnsupportedTaskError: The dialect has no way to ask.
        """
        if isinstance(self.where, Box):
            wordings = BOX_PROMPTS
            where = format_box(self.where, region=self.region, dialect=dialect)
        elif isinstance(self.where, Point):
            wordings = POINT_PROMPTS
            where = format_point(self.where, region=self.region, dialect=dialect)
        else:
            wordings, where = COLOR_PROMPTS, self.where.strip().lower()
        return worded(wordings, dialect, self.language, "a text by its place").replace(
            _WHERE, where
        )

    def read(self, reply: str, dialect: Dialect) -> Read[Spotted]:
        """Read the text, and the box where the reply says one.

        Without one the box is the one that was asked about; None for points and colours.

        Raises:
            OutputError: The reply holds no text.
        """
        said = _said(reply)
        if not said.text:
            raise OutputError(f"the reply {reply[:40]!r} says no text {self._place}")
        asked = self.where if isinstance(self.where, Box) else None
        spotted = Spotted(text=said.text, page=self.page.number, box=asked)
        if not said.boxes:
            return Read(spotted, said.notes)
        grid = decide_grid(said.boxes, GRIDS[dialect])
        width, height = likely_size(said.boxes, self.region)
        placings = [
            place(corners, width=width, height=height, region=self.region, grid=grid)
            for corners in said.boxes
        ]
        found = [placing.box for placing in placings if placing is not None]
        notes = said.notes
        if grid == "pixels":
            notes += ("the box counts pixels of an image of unknown size; its place is a guess",)
        if any(placing is None or placing.clipped for placing in placings):
            notes += ("the reply's box reaches out of what was shown and was clipped",)
        box = Box.around(found) if found else asked
        return Read(spotted.model_copy(update={"box": box}), notes)

    @property
    def _place(self) -> str:
        if isinstance(self.where, Box):
            return f"in the box {self.where.corners}"
        if isinstance(self.where, Point):
            return f"at ({self.where.x}, {self.where.y})"
        return f"in the colour {self.where}"


def color_value(name: str) -> int:
    """Return a colour as `0xRRGGBB`.

    Args:
        name: A CSS colour name in any case, `#rrggbb` or `#rgb`.

    Raises:
        TaskError: It is none.
    """
    from PIL.ImageColor import colormap

    wanted = name.strip().lower()
    known = colormap.get(wanted, wanted)
    code = known if isinstance(known, str) else "#{:02x}{:02x}{:02x}".format(*known)
    if not _HEX.fullmatch(code):
        raise TaskError(f"{name!r} is no colour: give a CSS colour name like 'red', or #rrggbb")
    digits = code[1:] if len(code) == 7 else "".join(digit * 2 for digit in code[1:])
    return int(digits, 16)


@dataclass(frozen=True)
class _Said:
    """What a reply says: text, and boxes in the model's grid."""

    text: str
    boxes: tuple[Corners, ...] = ()
    notes: tuple[str, ...] = ()


def _said(reply: str) -> _Said:
    text = answer_text(reply)
    if text.startswith(("{", "[{", "```")):
        said = _from_json(text)
        if said is not None:
            return said
    return _from_text(text)


def _from_json(text: str) -> _Said | None:
    """Read `{"text": …, "bbox": …}`, or a list of them; None where it is no such JSON."""
    try:
        read = read_json(text)
    except OutputError:
        return None
    items = read.value if isinstance(read.value, list) else [read.value]
    objects = [item for item in items if isinstance(item, dict)]
    if len(objects) != len(items):
        return None
    lines, boxes = [], []
    for item in objects:
        fields = {str(key).lower(): value for key, value in item.items()}
        line = next((fields[key] for key in _TEXT_KEYS if key in fields), None)
        if line is None:
            return None
        lines.append(str(line).strip())
        corners = next((read_corners(fields[key]) for key in _BOX_KEYS if key in fields), None)
        if corners is not None:
            boxes.append(corners)
    return _Said("\n".join(line for line in lines if line), tuple(boxes), read.notes)


_TEXT_KEYS = ("text", "text_content", "content", "label", "transcription")
_BOX_KEYS = ("bbox", "bbox_2d", "box", "coordinates", "position")


def _from_text(text: str) -> _Said:
    """Take boxes out of words; bare numbers are a box only at either end of the reply."""
    boxes = [
        box
        for box in boxes_in(text)
        if box.tagged or not text[: box.start].strip() or not text[box.end :].strip(" \n.。")
    ]
    kept, at = [], 0
    for box in boxes:
        kept.append(text[at : box.start])
        at = max(at, box.end)
    words = _REFERENCE.sub("", "\n".join([*kept, text[at:]]) if boxes else text)
    lines = [line.strip() for line in words.split("\n")]
    joined = re.sub(r"\n{2,}", "\n", "\n".join(lines)) if boxes else "\n".join(lines)
    return _Said(joined.strip().strip(":：").strip(), tuple(box.corners for box in boxes))


def _outside(what: str, region: Box) -> str:
    return f"{what} lies outside of what is shown, {region.corners}; all are points of the page"
