"""The ladder: which replies are asked again, how, and what becomes of them in the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from docparse import EngineError, OutputError, open_source
from docparse.engines.prompted import Prompt, Reply
from docparse.errors import RemoteError
from docparse.sources import Source, SourcePage
from docparse.tasks.ask import AskPages
from docparse.tasks.base import Turn
from docparse.tasks.extract import ExtractFields
from docparse.tasks.formula import ReadFormula
from docparse.tasks.pairs import FindPairs
from docparse.tasks.parse import ParsePage
from docparse.tasks.table import ReadTable
from docparse.testing import make_pdf
from tests.engines.models import Parrot
from tests.papers import pdf

TABLE = "<table><tr><td>a</td><td>b</td></tr></table>"
LOOP = "It begins well. " + "The same words again and again. " * 60


@pytest.fixture(scope="module")
def source() -> Iterator[Source]:
    top = "<p>Words at the top of the page.</p>" * 3
    bottom = "<p>Words at the foot of the page.</p>" * 3
    sheet = make_pdf(top + "<br>" * 12 + bottom, "<p>Second page.</p>")
    with open_source(sheet) as opened:
        yield opened


@pytest.fixture
def page(source: Source) -> SourcePage:
    return source.page(1)


def test_good_reply_is_asked_for_once(page: SourcePage) -> None:
    model = Parrot([TABLE])
    (answer,) = model.run([ReadTable(pages=(page,))])
    assert answer.unwrap().grid() == [["a", "b"]]
    assert (answer.tries, answer.notes, answer.raw) == (1, (), TABLE)


def test_faulty_replies_are_asked_again_warmer(page: SourcePage) -> None:
    model = Parrot(["", "I see no such thing.", TABLE])
    (answer,) = model.run([ReadTable(pages=(page,))])
    assert answer.unwrap().grid() == [["a", "b"]]
    assert answer.tries == 3
    assert [note.split(":")[0] for note in answer.notes] == ["try 1", "try 2"]
    assert "empty" in answer.notes[0]
    assert "could not be read" in answer.notes[1]
    heat = [prompt.sampling.temperature for prompt in model.asked]
    penalty = [prompt.sampling.repetition_penalty for prompt in model.asked]
    assert heat == sorted(set(heat))
    assert heat[0] == 0
    assert penalty == sorted(set(penalty))
    assert penalty[0] == 1


def test_only_what_is_at_fault_is_asked_again(page: SourcePage) -> None:
    model = Parrot([TABLE, "", TABLE, TABLE])
    answers = model.run([ReadTable(pages=(page,))] * 3)
    assert model.rounds == [3, 1]
    assert [answer.tries for answer in answers] == [1, 2, 1]


def test_reply_that_is_never_readable_is_an_error_with_the_last_reason(page: SourcePage) -> None:
    (answer,) = Parrot(["no", "no table", "none"]).run([ReadTable(pages=(page,))])
    assert isinstance(answer.error, OutputError)
    assert "3 tries" in str(answer.error)
    assert "page 1" in str(answer.error)
    assert answer.tries == 3


def test_error_in_place_of_a_reply_is_not_asked_again(page: SourcePage) -> None:
    model = Parrot([RemoteError("the prompt is too long"), TABLE])
    first, second = model.run([ReadTable(pages=(page,)), ReadTable(pages=(page,))])
    assert isinstance(first.error, RemoteError)
    assert second.error is None
    assert model.rounds == [2]


def test_repeated_tail_is_asked_again_and_noted(page: SourcePage) -> None:
    model = Parrot([LOOP, "All is well."])
    (answer,) = model.run([AskPages(pages=(page,), question="How is it?")])
    assert answer.unwrap() == "All is well."
    assert "repeats itself" in answer.notes[0]


def test_tail_that_stays_repeated_is_kept_once(page: SourcePage) -> None:
    (answer,) = Parrot([LOOP] * 3).run([AskPages(pages=(page,), question="How is it?")])
    said = answer.unwrap()
    assert said.startswith("It begins well.")
    assert said.count("The same words") <= 2
    assert sum("repeats itself" in note for note in answer.notes) == 3


def test_page_that_is_cut_off_is_asked_for_in_halves_at_once(page: SourcePage) -> None:
    cut = Reply(text="Words at the top", finish="length")
    model = Parrot([cut, "Words at the top of the page.", "Words at the foot of the page."])
    (answer,) = model.run([ParsePage(pages=(page,))])
    parsed = answer.unwrap()
    assert [block.text for block in parsed.blocks] == [
        "Words at the top of the page.",
        "Words at the foot of the page.",
    ]
    assert [block.id for block in parsed.blocks] == ["p1-b1", "p1-b2"]
    assert model.rounds == [1, 2]
    assert answer.tries == 3
    assert any("halves" in note for note in answer.notes)
    assert any("halves" in note for note in parsed.info.notes)
    whole, top, bottom = (prompt.images[0] for prompt in model.asked)
    shares = [half.height / half.width * whole.width / whole.height for half in (top, bottom)]
    assert sum(shares) == pytest.approx(1, abs=0.01)
    assert min(shares) > 0.1


def test_halves_are_cut_between_the_lines(page: SourcePage) -> None:
    from docparse.engines.halving import halves

    cut = halves(ParsePage(pages=(page,)))
    assert cut is not None
    border = cut[0].region.y1
    assert border == cut[1].region.y0
    assert not any(word.box.y0 < border < word.box.y1 for word in page.words)
    tops = [word for word in page.words if word.box.y1 < border]
    assert {word.text for word in tops} >= {"top"}
    assert "foot" not in {word.text for word in tops}


def test_columns_are_cut_before_lines() -> None:
    column = "<td style='width:200px'>" + "<p>Some words of a column.</p>" * 20 + "</td>"
    pdf = make_pdf(f"<table><tr>{column}<td style='width:60px'> </td>{column}</tr></table>")
    from docparse.engines.halving import halves

    with open_source(pdf) as opened:
        task = ParsePage(pages=(opened.page(1),))
        cut = halves(task)
        words = opened.page(1).words
        assert cut is not None
        assert cut[0].region.height == task.region.height
        border = cut[0].region.x1
        assert border == cut[1].region.x0
        assert not any(word.box.x0 < border < word.box.x1 for word in words)
        assert {word.box.x1 < border for word in words} == {True, False}


def test_half_that_cannot_be_read_is_named(page: SourcePage) -> None:
    script = [Reply(text="Words", finish="length"), "The top."] + [""] * 12
    (answer,) = Parrot(script).run([ParsePage(pages=(page,))])
    assert [block.text for block in answer.unwrap().blocks] == ["The top."]
    assert any("second half could not be read" in note for note in answer.notes)


def test_what_cannot_be_cut_keeps_what_came(page: SourcePage) -> None:
    rest = [Reply(text=TABLE.removesuffix("</table>"), finish="length")] * 3
    (answer,) = Parrot(rest).run([ReadTable(pages=(page,))])
    assert answer.unwrap().grid() == [["a", "b"]]
    assert sum("cut off" in note for note in answer.notes) >= 3


class Bill(BaseModel):
    """For extraction."""

    number: str
    total: float


def test_invalid_fields_are_asked_again_with_the_complaint(page: SourcePage) -> None:
    model = Parrot(['{"number": "7", "total": "many"}', '{"number": "7", "total": 3.5}'])
    (answer,) = model.run([ExtractFields(pages=(page,), schema=Bill)])
    assert answer.unwrap().value == Bill(number="7", total=3.5)
    first, second = (prompt.question for prompt in model.asked)
    complaint = second.removeprefix(first)
    assert "total" in complaint
    assert "number" in complaint


def test_fields_that_a_model_names_are_looked_up_on_the_page() -> None:
    with open_source(pdf("Invoice 7, total EUR 3.50")) as opened:
        task = ExtractFields(pages=tuple(opened.pages()), schema=Bill)
        model = Parrot(['{"number": "8", "total": 3.5}'], places=True)
        (answer,) = model.run([task])
    found = answer.unwrap()
    assert found.value == Bill(number="8", total=3.5)
    assert {name: one.text for name, one in found.evidence.items()} == {"total": "EUR 3.50"}
    assert [(one.field, one.kind) for one in found.problems] == [("number", "unsupported")]


def test_pairs_that_a_model_names_are_placed_and_others_told() -> None:
    reply = '{"Invoice": "7", "Colour of the moon": "green and yellow"}'
    with open_source(pdf("Invoice 7, some words behind it")) as opened:
        model = Parrot([reply], places=True)
        (answer,) = model.run([FindPairs(pages=(opened.page(1),))])
    first, second = answer.unwrap()
    assert (first.key, first.value) == ("Invoice", "7")
    assert first.box.height < 30
    assert second.box.height > 500
    assert answer.notes[-1].startswith("page 1 does not say what was read: 'Colour of the moon")


def test_history_goes_with_the_question(source: Source) -> None:
    model = Parrot(["Both."])
    pages = tuple(source.pages())
    turns = (Turn("Which?", "The first."),)
    (answer,) = model.run([AskPages(pages=pages, question="And now?", turns=turns)])
    assert answer.unwrap() == "Both."
    (prompt,) = model.asked
    assert prompt.history == turns
    assert len(prompt.images) == 2
    assert "And now?" in prompt.question


def test_prompts_are_in_the_language_of_the_engine(page: SourcePage) -> None:
    model = Parrot([r"x^2"], language="zh")
    model.run([ReadFormula(pages=(page,))])
    assert any("\u4e00" <= sign <= "\u9fff" for sign in model.asked[0].question)


def test_image_fills_the_eye_of_the_model(page: SourcePage) -> None:
    def seen(dialect: str) -> tuple[int, int]:
        model = Parrot(lambda _: "Words.", dialect=dialect)
        model.run([AskPages(pages=(page,), question="What?")])
        return model.asked[0].images[0].size

    width, height = seen("infmllm2")
    assert abs(height - 1344) <= 2
    assert 900 < width <= 1008
    assert max(seen("instruct")) <= 2050


def test_page_that_cannot_be_rendered_is_an_error_among_answers(source: Source) -> None:
    model = Parrot(lambda _: TABLE)
    answers = model.run([ReadTable(pages=(source.page(n),)) for n in (1, 9, 2)])
    assert [answer.error is None for answer in answers] == [True, False, True]
    assert model.rounds == [2]


@pytest.mark.parametrize("how", [{"dialect": "klingon"}, {"strategy": "guess"}, {"language": "xx"}])
def test_unknown_manner_is_refused_with_what_there_is(how: dict[str, str]) -> None:
    with pytest.raises(EngineError, match="is not one of"):
        Parrot([], **how)


def test_prompt_states_nothing_but_the_task(page: SourcePage) -> None:
    seen: list[Prompt] = []
    Parrot(lambda prompt: seen.append(prompt) or "# Title").run([ParsePage(pages=(page,))])
    assert seen[0].question == "Please convert the document to markdown."
