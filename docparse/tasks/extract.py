"""ExtractFields: the values of a user's own type, read from pages.

Anything pydantic can validate is such a type: a model, a dataclass, a TypedDict, a list of them.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticUserError
from pydantic_core import ErrorDetails

from docparse.errors import OutputError, SchemaError
from docparse.markup.escaping import clean
from docparse.markup.json_reading import read_json
from docparse.schemas.extraction import Extraction
from docparse.tasks.base import Dialect, JsonSchema, Language, Read, Task, worded
from docparse.tasks.wanted import resolved

M = TypeVar("M")
Faults = Sequence[ErrorDetails]
"""What pydantic finds wrong with a value, one for each field."""

_FIELDS = "{fields}"
_SCHEMA = "{schema}"

# No wording was published for this: INF-MLLM2's is written like the ones that were.
PROMPTS: Mapping[tuple[Dialect, Language], str] = {
    ("infmllm2", "en"): (
        f"Please extract the following fields from the document in json format: {_FIELDS}."
    ),
    ("infmllm2", "zh"): f"请从文档中提取以下字段, 以json格式输出: {_FIELDS}.",
    ("infinity_parser2", "en"): (
        f"Extract the following fields from the document: {_FIELDS}. Answer with JSON that obeys "
        f"this JSON Schema, and nothing else. A value the document does not say is null.\n{_SCHEMA}"
    ),
    ("infinity_parser2", "zh"): (
        f"从文档中提取以下字段：{_FIELDS}。"
        f"只输出符合下面JSON Schema的JSON；文档没有的值写null。\n{_SCHEMA}"
    ),
    ("instruct", "en"): (
        "The images are the pages of one document, in order. Fill in the JSON Schema below with "
        "what they say.\n"
        "- Take names, numbers and dates from the pages; work nothing out and invent nothing.\n"
        "- A value the pages do not say is null, or left out where the schema allows no null.\n"
        "- Numbers are written with a decimal point and without separators or units, dates as "
        "YYYY-MM-DD, where the schema asks for a number or a date.\n"
        "- Lists hold every item of all pages, in their order.\n"
        f"Answer with the JSON and nothing else: no explanation, no code fence.\n\n{_SCHEMA}"
    ),
    ("instruct", "zh"): (
        "图片按顺序是同一份文档的各页。请根据图片内容填写下面的JSON Schema。\n"
        "- 名称、数字和日期取自文档，不要推算，不要编造。\n"
        "- 文档没有的值写null；Schema不允许null时省略该字段。\n"
        "- Schema要求数字时，用小数点，不带千位分隔符和单位；要求日期时，写成YYYY-MM-DD。\n"
        "- 列表包含所有页的全部条目，保持原有顺序。\n"
        f"只输出JSON，不要解释，不要代码块。\n\n{_SCHEMA}"
    ),
}
COMPLAINTS: Mapping[tuple[Dialect, Language], str] = {
    (dialect, language): wording
    for language, wording in (
        ("en", "\n\nYour last answer could not be used:\n{complaint}\nAnswer again, corrected."),
        ("zh", "\n\n上一次的回答无法使用：\n{complaint}\n请改正后重新回答。"),
    )
    for dialect, known in PROMPTS
    if known == language
}
_MOST_COMPLAINT = 1500
"""Characters of an error that a model is shown."""


@dataclass(frozen=True, kw_only=True)
class ExtractFields(Task[Extraction[M]], Generic[M]):
    """Extract the values of a type.

    Attributes:
        schema: What to fill: a pydantic model, dataclass, TypedDict, or any other type pydantic
            can validate and describe. Descriptions of its fields are told to the model.
        complaint: What was wrong with the reply before, for the model to correct.
    """

    multipage: ClassVar[bool] = True

    schema: type[M]
    complaint: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        schema_of(self.schema)

    @property
    def obeyed(self) -> JsonSchema:
        """The JSON Schema of the reply: that of the type."""
        return schema_of(self.schema)

    def prompt(self, dialect: Dialect) -> str:
        """Ask for the fields by name, and state the JSON Schema where the dialect knows those.

        Raises:
            UnsupportedTaskError: The dialect has no way to ask.
        """
        schema = self.obeyed
        wording = worded(PROMPTS, dialect, self.language, "fields")
        prompt = wording.replace(_FIELDS, ", ".join(_field_names(schema)))
        prompt = prompt.replace(_SCHEMA, json.dumps(schema, ensure_ascii=False))
        if self.complaint is None:
            return prompt
        complaint = clean(self.complaint)[:_MOST_COMPLAINT]
        again = worded(COMPLAINTS, dialect, self.language, "a correction")
        return prompt + again.replace("{complaint}", complaint)

    def asked_again(self, error: OutputError) -> Self:
        """Return the task with what was wrong for a complaint."""
        return replace(self, complaint=str(error))

    def json_schema(self, dialect: Dialect) -> JsonSchema | None:
        """Return the JSON Schema of the type; INF-MLLM2 was not trained to obey any."""
        return None if dialect == "infmllm2" else self.obeyed

    def read(self, reply: str, dialect: Dialect) -> Read[Extraction[M]]:
        """Read the JSON of the reply and validate it.

        An object in a list of its own, or under one key of its own, is unwrapped where the type
        asks for its content.

        Raises:
            OutputError: There is no JSON, or it does not fit the type; the message has a line for
                each field that is wrong.
        """
        read = read_json(reply)
        errors: list[OutputError] = []
        for value, note in _wrapped(read.value):
            try:
                fitted = self.fitted(value)
            except OutputError as error:
                errors.append(error)
                continue
            return Read(fitted.value, (*read.notes, *note, *fitted.notes))
        raise OutputError("\n".join([str(errors[0]), *read.notes]))

    def fitted(self, value: object) -> Read[Extraction[M]]:
        """Fill the type with JSON.

        Raises:
            OutputError: It does not fit; the message has a line for each field that is wrong.
        """
        filled = self.filled(value)
        if isinstance(filled, Extraction):
            return Read(filled, _unknown_fields(value, self.obeyed))
        what = f"the reply does not fit {_name(self.schema)}:"
        raise OutputError("\n".join([what, *_complaints(filled)]))

    def filled(self, value: object) -> Extraction[M] | Faults:
        """Fill the type with JSON, or return what is wrong with it.

        Validated as JSON, in which dates are text and tuples lists even for strict types.
        """
        try:
            return Extraction(adapter_of(self.schema).validate_json(json.dumps(value)))
        except ValidationError as error:
            return error.errors(include_url=False, include_context=False)


def schema_of(kind: type[Any]) -> JsonSchema:
    """Return the JSON Schema of a type.

    Raises:
        SchemaError: pydantic can validate or describe no such type.
    """
    try:
        return adapter_of(kind).json_schema()
    except (PydanticInvalidForJsonSchema, PydanticUserError) as error:
        raise SchemaError(
            f"{_name(kind)} has a field that JSON cannot hold: {error}. Use text, numbers, dates, "
            "booleans, enumerations, lists and further types made of these"
        ) from error


def adapter_of(kind: type[M]) -> TypeAdapter[M]:
    """Return what makes values of a type; types that have a hash are prepared once.

    Raises:
        SchemaError: pydantic cannot make such a type.
    """
    try:
        return _kept(cast("Hashable", kind), repr(kind)) if _has_hash(kind) else TypeAdapter(kind)
    except (PydanticUserError, NameError) as error:
        raise SchemaError(
            f"{_name(kind)} cannot be filled: {error}. Give a pydantic model, a dataclass, a "
            "TypedDict, or a type made of these"
        ) from error


@lru_cache(maxsize=256)
def _kept(kind: type[Any], _: str) -> TypeAdapter[Any]:
    """Keep the adapter of a type, told by its text too: unions in another order are equal."""
    return TypeAdapter(kind)


def _has_hash(kind: object) -> bool:
    try:
        hash(kind)
    except TypeError:
        return False
    return True


def _name(kind: object) -> str:
    return getattr(kind, "__name__", None) or repr(kind)


def _wrapped(value: object) -> Iterator[tuple[object, tuple[str, ...]]]:
    """Yield the value, and what it may be wrapped around."""
    yield value, ()
    if isinstance(value, list) and len(value) == 1:
        yield value[0], ("the reply was a list of one; its element was taken",)
    if isinstance(value, dict) and len(value) == 1:
        ((key, inner),) = value.items()
        if isinstance(inner, dict | list):
            yield inner, (f"the reply stood under the key {key!r}, which was passed over",)


def _unknown_fields(value: object, schema: JsonSchema) -> tuple[str, ...]:
    """Name the keys of an object that its type knows nothing of."""
    known = schema.get("properties")
    if not isinstance(value, dict) or not isinstance(known, Mapping):
        return ()
    if schema.get("additionalProperties"):
        return ()
    left = [str(key) for key in value if key not in known]
    return (f"the type has no field for {', '.join(left)}; left out",) if left else ()


def _complaints(faults: Faults) -> list[str]:
    """Say what is wrong, a line for each field."""
    lines = []
    for fault in faults:
        field = ".".join(str(part) for part in fault["loc"]) or "the whole"
        given = json.dumps(fault["input"], ensure_ascii=False, default=str)
        short = given if len(given) <= 60 else given[:59] + "…"
        missing = fault["type"] == "missing"
        lines.append(f"{field}: {fault['msg']}" + ("" if missing else f", not {short}"))
    return lines


def _field_names(schema: JsonSchema) -> list[str]:
    """Return the fields by name, with their descriptions and the fields within them."""
    definitions = schema.get("$defs")
    return _names(schema, definitions if isinstance(definitions, Mapping) else {}, depth=0)


def _names(schema: object, definitions: Mapping[str, object], depth: int) -> list[str]:
    fields = resolved(schema, definitions)
    properties = fields.get("properties")
    if isinstance(properties, Mapping):
        return [_field(name, field, definitions, depth) for name, field in properties.items()]
    return _names(fields["items"], definitions, depth) if "items" in fields else []


def _field(name: str, field: object, definitions: Mapping[str, object], depth: int) -> str:
    inner = _names(field, definitions, depth + 1) if depth < 3 else []
    said = resolved(field, definitions).get("description") or ""
    if not inner and isinstance(field, Mapping):
        said = field.get("description") or ""
    notes = "; ".join(part for part in (str(said).strip(), ", ".join(inner)) if part)
    return f"{name} ({notes})" if notes else name
