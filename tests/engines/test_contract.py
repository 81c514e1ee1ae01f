"""What every engine promises, whoever writes it. A new engine adds a line to `OPENERS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from docparse import Box, EngineError, Page, UnsupportedTaskError, open_source
from docparse.engines import ENGINES, open_engine, use_engine
from docparse.engines.base import Answer, Engine
from docparse.engines.prompted import Prompt
from docparse.errors import DocparseError, MissingDependencyError, SourceError
from docparse.schemas import Paragraph
from docparse.sources import Source
from docparse.tasks.base import Dialect, Read, Task
from docparse.tasks.parse import ParsePage
from docparse.testing import ScriptedEngine
from tests.engines.models import Parrot
from tests.papers import pdf

_BLOCK = Paragraph(id="p1-b1", page=1, box=Box(x0=0, y0=0, x1=9, y1=9), text="said")


def _said(prompt: Prompt) -> str:
    return "Some words of the page."


def _tiny() -> Engine:
    from docparse.models.infmllm2.tiny import write_tiny_checkpoint

    with TemporaryDirectory() as folder:
        write_tiny_checkpoint(folder)
        return open_engine("infmllm2", weights=folder, device="cpu", max_new_tokens=12)


def _remote() -> Engine:
    from tests.engines.servers import ModelServer

    server = ModelServer(lambda images, messages: ("Some words of the page.", "stop"))
    server.__enter__()
    engine = open_engine("remote", base_url=server.url)
    close = engine.close

    def close_both() -> None:
        close()
        server.__exit__(None, None, None)

    engine.close = close_both  # type: ignore[method-assign]
    return engine


OPENERS: dict[str, Callable[[], Engine]] = {
    "embedded": lambda: open_engine("embedded"),
    "prompted": lambda: Parrot(_said),
    "infmllm2": _tiny,
    "remote": _remote,
    "prompted by regions": lambda: Parrot(_said, strategy="regions"),
    "scripted": lambda: ScriptedEngine([[_BLOCK], SourceError("page 5 is damaged"), [_BLOCK]]),
}


@dataclass(frozen=True, kw_only=True)
class Riddle(Task[str]):
    """A task no engine has heard of."""

    def prompt(self, dialect: Dialect) -> str:
        return f"What has it got in its {dialect}?"

    def read(self, reply: str, dialect: Dialect) -> Read[str]:
        return Read(reply)


@pytest.fixture(scope="module", params=OPENERS)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    try:
        opened = OPENERS[request.param]()
    except MissingDependencyError as error:
        pytest.skip(str(error))
    with opened:
        yield opened


@pytest.fixture(scope="module")
def source() -> Iterator[Source]:
    with open_source(pdf("The first page.", "The second page.")) as opened:
        yield opened


@pytest.fixture(scope="module")
def answers(engine: Engine, source: Source) -> list[Answer[Page]]:
    """Answers about page 1, page 5, which is not there, and page 2."""
    pages = [source.page(1), source.page(5), source.page(2)]
    return engine.run([ParsePage(pages=(page,)) for page in pages])


def test_engine_declares_itself(engine: Engine) -> None:
    assert engine.name == engine.name.lower().strip() != ""
    assert all(issubclass(kind, Task) for kind in engine.tasks)
    assert engine.tasks
    assert engine.max_images >= 1


def test_there_is_one_answer_for_each_task_in_order(answers: list[Answer[Page]]) -> None:
    assert [answer.value.number for answer in answers if answer.value] == [1, 2]
    assert len(answers) == 3


def test_page_that_cannot_be_read_is_an_error_among_the_answers(
    answers: list[Answer[Page]],
) -> None:
    assert [answer.error is None for answer in answers] == [True, False, True]
    assert isinstance(answers[1].error, DocparseError)
    assert answers[1].value is None
    with pytest.raises(type(answers[1].error), match="page 5"):
        answers[1].unwrap()


def test_page_has_the_size_and_the_blocks_of_its_number(
    answers: list[Answer[Page]], source: Source
) -> None:
    page = answers[0].unwrap()
    assert (page.width, page.height) == (source.page(1).width, source.page(1).height)
    assert page.blocks
    assert {block.page for block in page.blocks} == {1}
    assert len({block.id for block in page.blocks}) == len(page.blocks)


def test_no_tasks_are_no_answers(engine: Engine) -> None:
    assert engine.run([]) == []


def test_unknown_task_is_refused_with_what_can_be_asked(engine: Engine, source: Source) -> None:
    with pytest.raises(UnsupportedTaskError, match="does not answer Riddle; it answers ") as told:
        engine.run([Riddle(pages=(source.page(1),))])
    assert all(kind.__name__ in str(told.value) for kind in engine.tasks)


def test_answer_holds_a_value_or_an_error_and_never_both() -> None:
    for contents in ({}, {"value": 1, "error": EngineError("x")}):
        with pytest.raises(ValueError, match="either a value or an error"):
            Answer(**contents)  # type: ignore[arg-type]


def test_engines_are_opened_by_name_or_taken_as_they_are() -> None:
    scripted = ScriptedEngine([])
    with use_engine(scripted) as used:
        assert used is scripted
    assert open_engine("embedded").name == "embedded"
    with pytest.raises(EngineError, match=r"no engine is named 'x'; there are: .*embedded"):
        open_engine("x")


@pytest.mark.parametrize("name", ENGINES)
def test_registered_name_is_the_name_of_the_class(name: str) -> None:
    from docparse.extras import load

    entry = ENGINES[name]
    assert entry.summary
    try:
        kind: Any = load(entry.target, extra=entry.extra)
    except MissingDependencyError as error:
        pytest.skip(str(error))
    assert kind.name == name
    assert {task.__name__ for task in kind.tasks} == entry.tasks


def test_option_an_engine_does_not_take_is_named_with_those_it_takes() -> None:
    with pytest.raises(EngineError, match=r"takes no option 'speed'; it takes: threads"):
        open_engine("embedded", speed="full")
    with pytest.raises(EngineError, match="needs the option 'base_url'"):
        open_engine("remote")
