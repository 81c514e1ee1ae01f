"""Ask, read, judge, ask again: warmer, and at last for the page in halves.

After the fallback ladder of Whisper's decoder (Radford et al., 2022, section 4.5), with the faults
that readers of documents show in place of its thresholds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, cast

from PIL.Image import Image

from docparse.engines.base import Answer
from docparse.engines.halving import halves, joined
from docparse.engines.judging import Verdict, judge
from docparse.engines.prompt import Generate, Prompt, Reply, Sampling
from docparse.engines.views import views
from docparse.errors import DocparseError, EngineError, OutputError, SourceError
from docparse.schemas import Page
from docparse.tasks.base import Dialect, Task
from docparse.tasks.parse import ParsePage

T = TypeVar("T")

LADDER: tuple[Sampling, ...] = (
    Sampling(temperature=0.0, repetition_penalty=1.0),
    Sampling(temperature=0.2, repetition_penalty=1.05),
    Sampling(temperature=0.6, repetition_penalty=1.1),
)
"""How replies are drawn the first time, the second, …"""
_MAX_CUTS = 2
"""How often what is shown may be cut in two: a page comes in four parts at most."""


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a model is asked.

    Attributes:
        dialect: Family of the model.
        max_new_tokens: Where a reply is cut off.
        ladder: One way of drawing a reply for each time it is asked.
    """

    dialect: Dialect
    max_new_tokens: int = 4096
    ladder: tuple[Sampling, ...] = LADDER


@dataclass(frozen=True)
class _Case(Generic[T]):
    """A task, and how far one has come with it.

    Attributes:
        cuts: How often what it shows may still be cut in two.
        best: The best verdict so far, and `raw` the reply it is about.
        failure: Why it is no use to go on.
    """

    task: Task[T]
    cuts: int
    images: tuple[Image, ...] = ()
    tries: int = 0
    notes: tuple[str, ...] = ()
    best: Verdict[T] | None = None
    raw: str | None = None
    failure: DocparseError | None = None

    @property
    def done(self) -> bool:
        return self.failure is not None or (self.best is not None and self.best.fault is None)

    @property
    def can_be_cut(self) -> bool:
        return self.cuts > 0 and isinstance(self.task, ParsePage)

    @property
    def open(self) -> bool:
        """Whether to ask again: what is too long for one reply is better cut."""
        too_long = self.best is not None and self.best.fault == "cut off"
        return not self.done and not (too_long and self.can_be_cut)


def ask(generate: Generate, tasks: Sequence[Task[T]], manner: Manner) -> list[Answer[T]]:
    """Answer tasks by asking a model, and asking again where its reply is at fault.

    Args:
        generate: Lets the model write.
        tasks: What to ask.
        manner: How.

    Returns:
        One answer for each task. A reply that stayed at fault is read as far as it goes, and the
        fault noted; where nothing could be read the answer is an error.

    Raises:
        EngineError: The model cannot be asked at all.
        UnsupportedTaskError: The dialect has no way to ask this.
    """
    return _ask(generate, tasks, manner, _MAX_CUTS)


def _ask(
    generate: Generate, tasks: Sequence[Task[T]], manner: Manner, cuts: int
) -> list[Answer[T]]:
    cases = [_begin(task, manner.dialect, cuts) for task in tasks]
    for rung in manner.ladder:
        asked = [case for case in cases if case.open]
        if not asked:
            break
        replies = generate([_prompt(case, rung, manner) for case in asked])
        heard = iter([_heard(*pair, manner) for pair in zip(asked, replies, strict=True)])
        cases = [next(heard) if case.open else case for case in cases]
    return _settle(generate, cases, manner)


def _begin(task: Task[T], dialect: Dialect, cuts: int) -> _Case[T]:
    try:
        return _Case(task, cuts, views(task, dialect))
    except SourceError as error:
        return _Case(task, cuts, failure=error)


def _prompt(case: _Case[Any], rung: Sampling, manner: Manner) -> Prompt:
    task = case.task
    return Prompt(
        question=task.prompt(manner.dialect),
        images=case.images,
        history=task.history,
        json_schema=task.json_schema(manner.dialect),
        sampling=replace(rung, max_new_tokens=manner.max_new_tokens),
    )


def _heard(case: _Case[T], reply: Reply | EngineError, manner: Manner) -> _Case[T]:
    """Return the case after one more reply."""
    if isinstance(reply, EngineError):
        return replace(case, tries=case.tries + 1, failure=reply)
    verdict = judge(case.task, reply.text, manner.dialect, ended=reply.finish == "stop")
    tries = case.tries + 1
    notes = case.notes if verdict.fault is None else (*case.notes, f"try {tries}: {verdict.why}")
    case = replace(case, tries=tries, notes=notes)
    if verdict.fault == "unreadable" and verdict.error is not None:
        case = replace(case, task=case.task.asked_again(verdict.error))
    if case.best is None or verdict.worth > case.best.worth:
        case = replace(case, best=verdict, raw=reply.text)
    return case


def _settle(generate: Generate, cases: list[_Case[T]], manner: Manner) -> list[Answer[T]]:
    """Cut in two what is still at fault and can be cut; answer all."""
    parts: dict[int, tuple[ParsePage, ParsePage]] = {}
    for index, case in enumerate(cases):
        if not case.done and case.can_be_cut:
            cut = halves(cast("ParsePage", case.task))
            if cut is not None:
                parts[index] = cut
    if not parts:
        return [_answer(case) for case in cases]
    flat = [part for pair in parts.values() for part in pair]
    heard = iter(_ask(generate, flat, manner, cases[0].cuts - 1))
    answers = []
    for index, case in enumerate(cases):
        answer = _answer(case)
        if index in parts:
            answer = _from_halves(answer, [next(heard), next(heard)])
        answers.append(answer)
    return answers


def _from_halves(whole: Answer[T], parts: Sequence[Answer[Page]]) -> Answer[T]:
    """Join what was read in two parts, unless neither gave anything."""
    tries = whole.tries + sum(part.tries for part in parts)
    notes = (*whole.notes, "asked again in two halves", *(n for part in parts for n in part.notes))
    pages = [part.value for part in parts if part.value is not None]
    if not pages:
        return replace(whole, tries=tries, notes=notes)
    for name, part in zip(("first", "second"), parts, strict=True):
        if part.error is not None:
            notes = (*notes, f"the {name} half could not be read: {part.error}")
    return Answer(
        value=cast("T", joined(pages)),
        raw="\n\n".join(part.raw for part in parts if part.raw),
        tries=tries,
        notes=notes,
    )


def _answer(case: _Case[T]) -> Answer[T]:
    """The best reply, or why there is none."""
    best = case.best
    if best is not None and best.read is not None:
        notes = (*case.notes, *best.read.notes)
        return Answer(value=best.read.value, raw=case.raw, tries=case.tries, notes=notes)
    error = case.failure or _no_reply(case)
    return Answer(error=error, raw=case.raw, tries=case.tries, notes=case.notes)


def _no_reply(case: _Case[Any]) -> OutputError:
    what = case.best.error if case.best is not None else None
    return OutputError(
        f"{type(case.task).__name__} of page {case.task.page.number}: no reply could be read in "
        f"{case.tries} tries; the last: {what or 'nothing'}"
    )
