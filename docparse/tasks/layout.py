"""FindLayout: where the parts of a page are, and what they are; not what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docparse.schemas import Region
from docparse.tasks.base import Dialect, JsonSchema, Language, Read, Task, worded
from docparse.tasks.boxes import GRIDS
from docparse.tasks.layout_reply import CATEGORIES, layout_schema, read_regions

_NAMES = ", ".join(CATEGORIES)

# No wording was published for this: INF-MLLM2's is written like the ones that were.
PROMPTS: Mapping[tuple[Dialect, Language], str] = {
    ("infmllm2", "en"): "Please analyze the layout of the document.",
    ("infmllm2", "zh"): "请分析输入文档的版面.",
    ("infinity_parser2", "en"): (
        "Find every part of the page, in reading order. Write a JSON list with one object for "
        'each: {"bbox": [x0, y0, x1, y1], "category": "…"}, coordinates from 0 to 1000 over the '
        f"image's width and height, category one of: {_NAMES}. Leave the text out."
    ),
    ("infinity_parser2", "zh"): (
        "按阅读顺序找出页面的每个区域，输出JSON列表，每个区域一个对象："
        '{"bbox": [x0, y0, x1, y1], "category": "…"}，坐标按图片宽高归一化到0–1000，'
        f"category为以下之一：{_NAMES}。不要输出文字内容。"
    ),
    ("instruct", "en"): (
        "Divide this page into its parts and list them in reading order.\n"
        '- Each is one JSON object: {"bbox": [x0, y0, x1, y1], "category": "…"}.\n'
        "- Coordinates are whole numbers from 0 to 1000: 0 is the left or top edge of the image, "
        "1000 the right or bottom one. The first two are the upper left corner.\n"
        f"- The category is one of: {_NAMES}.\n"
        "- A paragraph, a heading, an item of a list, a table, a caption is one part each; two "
        "columns are never one part. Boxes are close around the ink.\n"
        "Answer with the JSON list and nothing else: no text of the page, no explanation, no code "
        "fence."
    ),
    ("instruct", "zh"): (
        "把这一页划分为各个区域，按阅读顺序列出。\n"
        '- 每个区域一个JSON对象：{"bbox": [x0, y0, x1, y1], "category": "…"}。\n'
        "- 坐标为0到1000的整数：0为图片左边或上边，1000为右边或下边，前两个数为左上角。\n"
        f"- category为以下之一：{_NAMES}。\n"
        "- 一个段落、标题、列表项、表格或图注各为一个区域；两栏不能合为一个区域；方框紧贴文字。\n"
        "只输出JSON列表，不要输出页面文字、解释或代码块。"
    ),
}


@dataclass(frozen=True, kw_only=True)
class FindLayout(Task[tuple[Region, ...]]):
    """Find the parts of a page, in reading order."""

    def prompt(self, dialect: Dialect) -> str:
        """Ask for boxes and categories.

        Raises:
            UnsupportedTaskError: The dialect has no way to ask.
        """
        return worded(PROMPTS, dialect, self.language, "the layout of a page")

    def read(self, reply: str, dialect: Dialect) -> Read[tuple[Region, ...]]:
        """Read the regions; one without a readable box is left out and noted.

        Raises:
            OutputError: The reply holds none.
        """
        return read_regions(reply, page=self.page.number, region=self.region, grid=GRIDS[dialect])

    def json_schema(self, dialect: Dialect) -> JsonSchema | None:
        """Return that of a list of boxes and categories; INF-MLLM2 answers in no JSON."""
        return None if dialect == "infmllm2" else layout_schema(text=False)
