"""Fields of more pages than a model can look at: some at a time, the likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from docparse.engines.base import Answer
from docparse.engines.grounding import Ground
from docparse.engines.merging import Merged, Part, merged
from docparse.errors import OutputError, SourceError
from docparse.extras import load
from docparse.schemas.extraction import Extraction, Problem
from docparse.sources import SourcePage
from docparse.tasks.base import JsonSchema
from docparse.tasks.extract import ExtractFields, adapter_of, schema_of
from docparse.tasks.extract_part import ExtractPart
from docparse.tasks.wanted import WantedField, wanted_fields

if TYPE_CHECKING:
    from docparse.engines.embedded.fields.locating import Finder
    from docparse.engines.embedded.fields.printed import Printed

Ask = Callable[[Sequence[ExtractPart]], Sequence[Answer[Extraction[Any]]]]
"""Asks a model about the pages of parts, each part by itself."""

_MOST_AT_ONCE = 64
"""Images shown at once, where several groups of pages are asked about side by side."""
_FIRST, _UNREAD_LAST = 0.5, 0.25
"""What the first page counts besides what is on it, half of a label; and the last page, where its
words are not known."""


def extract_by_groups(
    task: ExtractFields[Any], grounds: Sequence[Ground | SourceError] | None, ask: Ask, most: int
) -> Answer[Any]:
    """Extract the values of a type from more pages than a model can look at.

    The pages are ranked by the labels and values on them and shown in groups, the likeliest
    first, until every field that is no list has a value. Where the type has lists, all pages on
    which items may stand are shown first, in their order.

    Args:
        task: Names the pages and the type.
        grounds: The words of each page, by which values are looked up too, or why it cannot be
            read; None where no words are known: the first page and the last are shown first.
        ask: Asks a model.
        most: Pages it looks at at once.

    Returns:
        What was found. Where groups said different things, what the likeliest pages say is taken,
        and a problem, `conflicting`, tells the others. Notes say which pages were not read, which
        were not shown, and which gave no answer. The answer is an error if none gave any, or if
        the whole does not fit the type: a line for each field that is wrong.
    """
    unread = tuple(one for one in grounds or () if isinstance(one, SourceError))
    if grounds is not None:
        known = zip(task.pages, grounds, strict=True)
        pages = tuple(page for page, ground in known if isinstance(ground, Ground))
        if not pages:
            return Answer(error=unread[0])
        task = replace(task, pages=pages)
    document = None if grounds is None else _printed(grounds)
    survey = _Survey.of(task, unread, document)
    asked = _with_items(survey, ask, most)
    while (left := survey.left(asked)) and (survey.lacking(asked) or not asked):
        group = survey.likeliest(left, survey.lacking(asked), most)
        asked = [*asked, *_answers(task, [group], ask)]
    return _joined(survey, asked, document)


def _printed(grounds: Iterable[Ground | SourceError]) -> Printed:
    sheet = load("docparse.engines.embedded.fields.printed:Sheet")
    put = load("docparse.engines.embedded.fields.printed:printed")
    printed: Printed = put(
        sheet(ground.page.number, ground.words, ground.page.height)
        for ground in grounds
        if isinstance(ground, Ground)
    )
    return printed


@dataclass(frozen=True)
class _Asked:
    """Pages that were shown together, in their order, and what was answered."""

    pages: tuple[SourcePage, ...]
    answer: Answer[Extraction[Any]]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(page.number for page in self.pages)


@dataclass(frozen=True)
class _Survey:
    """A task, and what its pages are worth for its fields.

    Attributes:
        task: Its pages are those that can be read.
        unread: Why others cannot.
        fields: Of the type.
        worths: By the number of the page and the name of the field; pages whose words are not
            known have none.
    """

    task: ExtractFields[Any]
    unread: tuple[SourceError, ...]
    fields: tuple[WantedField, ...]
    worths: Mapping[int, Mapping[str, float]]

    @classmethod
    def of(
        cls, task: ExtractFields[Any], unread: tuple[SourceError, ...], document: Printed | None
    ) -> _Survey:
        fields = _fields(schema_of(task.schema))
        if document is None or not document.pieces:
            return cls(task, unread, fields, {})
        weigh = load("docparse.engines.embedded.fields.relevance:worths")
        return cls(task, unread, fields, weigh(document, fields))

    def worth(self, page: SourcePage, names: Iterable[str]) -> float:
        """What a page is worth for some fields."""
        known = self.worths.get(page.number)
        first, last = self.task.pages[0].number, self.task.pages[-1].number
        bonus = _FIRST if page.number == first else 0.0
        bonus += _UNREAD_LAST if page.number == last and known is None else 0.0
        return bonus + sum((known or {}).get(name, 0.0) for name in names)

    def likeliest(
        self, pages: Sequence[SourcePage], names: Sequence[str], most: int
    ) -> tuple[SourcePage, ...]:
        """Return the pages of most worth for some fields, in their order."""
        ranked = sorted(pages, key=lambda page: -self.worth(page, names))
        chosen = {page.number for page in ranked[:most]}
        return tuple(page for page in pages if page.number in chosen)

    @property
    def lists(self) -> frozenset[str]:
        """The names of the fields that are lists."""
        return frozenset(field.name for field in self.fields if field.many)

    def with_items(self) -> Sequence[SourcePage]:
        """Return the pages on which an item of a list may stand, all if nothing tells which."""
        if not self.lists:
            return ()
        anywhere = dict.fromkeys(self.lists)
        pages = self.task.pages
        told = [
            page for page in pages if self.lists & self.worths.get(page.number, anywhere).keys()
        ]
        return told or pages

    def left(self, asked: Sequence[_Asked]) -> list[SourcePage]:
        """Return the pages that were not shown."""
        shown = {number for one in asked for number in one.numbers}
        return [page for page in self.task.pages if page.number not in shown]

    def lacking(self, asked: Sequence[_Asked]) -> list[str]:
        """Name the fields, lists excepted, that have no value so far."""
        value = self.merged(asked).value
        return [field.name for field in self.fields if not field.many and _lacks(value, field.path)]

    def merged(self, asked: Sequence[_Asked]) -> Merged:
        """Join what was answered."""
        answers = [(one.numbers, one.answer.value) for one in asked]
        parts = [Part(numbers, said.value) for numbers, said in answers if said is not None]
        return merged(schema_of(self.task.schema), parts)


def _fields(schema: JsonSchema) -> tuple[WantedField, ...]:
    """The fields of a type; a type that is no object is a field itself."""
    return wanted_fields(schema) or wanted_fields(
        {"properties": {"value": schema}, "$defs": schema.get("$defs") or {}}
    )


def _lacks(value: object, path: Sequence[str]) -> bool:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value is None


def _with_items(survey: _Survey, ask: Ask, most: int) -> list[_Asked]:
    """Ask about all pages on which items may stand; return the likeliest for other fields first."""
    pages = survey.with_items()
    groups = [tuple(pages[at : at + most]) for at in range(0, len(pages), most)]
    step = max(_MOST_AT_ONCE // most, 1)
    asked = [
        one
        for at in range(0, len(groups), step)
        for one in _answers(survey.task, groups[at : at + step], ask)
    ]
    names = [field.name for field in survey.fields if not field.many]
    return sorted(asked, key=lambda one: -max(survey.worth(page, names) for page in one.pages))


def _answers(
    task: ExtractFields[Any], groups: Sequence[tuple[SourcePage, ...]], ask: Ask
) -> list[_Asked]:
    parts = [
        ExtractPart(pages=pages, schema=task.schema, language=task.language) for pages in groups
    ]
    return [_Asked(*pair) for pair in zip(groups, ask(parts), strict=True)]


def _joined(survey: _Survey, asked: Sequence[_Asked], document: Printed | None) -> Answer[Any]:
    """Make the type of what the groups said, and look its values up on their pages."""
    task, answers = survey.task, [one.answer for one in asked]
    remarks = tuple(_remarks(survey, asked))
    raw = "\n\n".join(answer.raw for answer in answers if answer.raw) or None
    tries = sum(answer.tries for answer in answers)
    notes = (
        *remarks,
        *(f"{_spoken(one.numbers)}: {note}" for one in asked for note in one.answer.notes),
    )
    errors = [answer.error for answer in answers if answer.error is not None]
    if len(errors) == len(answers):
        return Answer(error=errors[0], raw=raw, tries=tries, notes=notes)
    whole = survey.merged(asked)
    try:
        fitted = task.fitted(whole.value)
    except OutputError as error:
        return Answer(error=error, raw=raw, tries=tries, notes=notes)
    found = _placed(replace(fitted.value, notes=remarks), task.schema, whole, document)
    return Answer(found, raw=raw, tries=tries, notes=(*notes, *fitted.notes))


def _placed(
    extraction: Extraction[Any], kind: type[Any], whole: Merged, document: Printed | None
) -> Extraction[Any]:
    """Say what was contradicted, and give the values their places on the pages that told them."""
    if document is None:
        return replace(extraction, problems=tuple(_conflicts(whole, None)))
    finder: Finder = load("docparse.engines.embedded.fields.locating:Finder")(document)
    told = replace(extraction, problems=tuple(_conflicts(whole, finder)))
    leaves = adapter_of(kind).dump_python(extraction.value, mode="json")
    return finder.located(told, leaves, whole.told)


def _conflicts(whole: Merged, finder: Finder | None) -> Iterator[Problem]:
    for name, parts in whole.rivals.items():
        places = [
            None if finder is None else finder.candidate(part.value, part.pages) for part in parts
        ]
        said = [
            f"{_spoken((place.page,) if place else part.pages)} "
            f"{'says' if place or len(part.pages) == 1 else 'say'} {str(part.value)!r}"
            for part, place in zip(parts, places, strict=True)
        ]
        message = f"{', '.join(said)}; the first was taken"
        known = tuple(place for place in places if place)
        yield Problem(field=name, kind="conflicting", message=message, candidates=known)


def _remarks(survey: _Survey, asked: Sequence[_Asked]) -> Iterator[str]:
    """Say which pages were not read, which gave no answer, and which were not shown."""
    for failure in survey.unread:
        yield f"a page was not read: {failure}"
    for one in asked:
        if one.answer.error is not None:
            why = " ".join(str(one.answer.error).split())
            yield f"{_spoken(one.numbers)} gave no answer: {why}"
    left = [page.number for page in survey.left(asked)]
    if left:
        were = "was" if len(left) == 1 else "were"
        lists = "no items of lists seem to stand there, and "
        why = (lists if survey.lists else "") + "every field was found before"
        yield f"{_spoken(left)} {were} not shown to the model: {why}"


def _spoken(numbers: Sequence[int]) -> str:
    """Name pages: `page 7`, `pages 1-3, 7`."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    told = ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in runs)
    return f"page {told}" if len(numbers) == 1 else f"pages {told}"
