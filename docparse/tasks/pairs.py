"""FindPairs: all labelled values of a page, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docparse.errors import OutputError
from docparse.markup.json_reading import read_json
from docparse.schemas import KeyValue
from docparse.tasks.base import Dialect, JsonSchema, Language, Read, Task, worded

# No wording was published for this: INF-MLLM2's is written like the ones that were.
PROMPTS: Mapping[tuple[Dialect, Language], str] = {
    ("infmllm2", "en"): "Please extract all key-value pairs from the document in json format.",
    ("infmllm2", "zh"): "请提取文档中的所有键值对, 以json格式输出.",
    ("infinity_parser2", "en"): (
        "Extract all key-value pairs from the document. Answer with a JSON list of objects with "
        "the keys key and value, and nothing else."
    ),
    ("infinity_parser2", "zh"): (
        "提取文档中的所有键值对。只输出JSON列表，每个对象有key和value两个键。"
    ),
    ("instruct", "en"): (
        "List every labelled value of this page: what is filled in on a form, printed behind or "
        "below a label, or ticked (yes or no). Keep the order of the page and copy labels and "
        "values letter by letter, without the colon; a label without a value is left out. Tables "
        "of several rows and running text are left out. Answer with a JSON list of objects with "
        "the keys key and value, and nothing else: no explanation, no code fence."
    ),
    ("instruct", "zh"): (
        "列出本页所有带标签的值：表单中填写的内容、标签后面或下方的内容、勾选项（yes或no）。"
        "保持页面顺序，标签和值逐字照抄，不带冒号；没有值的标签省略。多行表格和正文不列出。"
        "只输出JSON列表，每个对象有key和value两个键，不要解释，不要代码块。"
    ),
}
_TEXT: JsonSchema = {"type": "string"}
_SCHEMA: JsonSchema = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"key": _TEXT, "value": _TEXT},
        "required": ["key", "value"],
        "additionalProperties": False,
    },
}


@dataclass(frozen=True, kw_only=True)
class FindPairs(Task[tuple[KeyValue, ...]]):
    """Find the labelled values of a page."""

    def prompt(self, dialect: Dialect) -> str:
        """Ask for the pairs as JSON."""
        return worded(PROMPTS, dialect, self.language, "pairs of labels and values")

    def json_schema(self, dialect: Dialect) -> JsonSchema | None:
        """Return that of a list of pairs; INF-MLLM2 was not trained to obey any."""
        return None if dialect == "infmllm2" else _SCHEMA

    def read(self, reply: str, dialect: Dialect) -> Read[tuple[KeyValue, ...]]:
        """Read a list of pairs, or an object whose keys are the labels; its box is the page's.

        Raises:
            OutputError: The reply holds no JSON.
        """
        read = read_json(reply)
        if not isinstance(read.value, Mapping | list):
            raise OutputError(f"page {self.page.number}: no pairs, but {reply[:80]!r}")
        number = self.page.number
        pairs = tuple(
            KeyValue(
                id=f"p{number}-b{index}",
                page=number,
                box=self.region,
                source="model",
                key=key,
                value=value,
            )
            for index, (key, value) in enumerate(_pairs(read.value), start=1)
        )
        return Read(pairs, read.notes)


def _pairs(value: object, above: str = "") -> Iterator[tuple[str, str]]:
    """Pairs as a list, or as an object in objects: the outer labels go before the inner ones."""
    if isinstance(value, Mapping) and {"key", "value"} <= value.keys():
        yield from _pairs(value["value"], " ".join(filter(None, (above, str(value["key"])))))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _pairs(inner, " ".join(filter(None, (above, str(key)))))
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner, above)
    elif above.strip() and value is not None and str(value).strip():
        said = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        yield above.strip().rstrip(":："), said.strip()
