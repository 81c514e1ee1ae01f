"""Fields of documents longer than a model's eye: which pages are shown, and what they make."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import jsonschema
import pytest
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from docparse.engines.base import Answer
from docparse.engines.prompted import Prompt
from docparse.errors import EngineError, OutputError, SourceError
from docparse.schemas import Box, Word
from docparse.schemas.extraction import Extraction
from docparse.tasks.extract import ExtractFields
from tests.engines.embedded.fields.setting import words
from tests.engines.models import Line, Parrot
from tests.tasks.paper import Sheet

PROSE = ("The parties have agreed on what follows and", "none of them may go back behind it.")


class Leaf(Sheet):
    """A page of given lines; the colour of its image tells its number."""

    def __init__(self, number: int, *lines: str, damaged: bool = False) -> None:
        super().__init__(number)
        self._lines, self._damaged = lines or PROSE, damaged

    @property
    def words(self) -> tuple[Word, ...]:
        if self._damaged:
            raise SourceError(f"page {self.number} is damaged")
        return words((60, 80 + 20 * row, line) for row, line in enumerate(self._lines))

    def image(self, dpi: float, crop: Box | None = None) -> Image.Image:
        return Image.new("RGB", (8, 8), (self.number, 0, 0))


class Bill(BaseModel):
    invoice_number: str
    due_date: date
    total: Decimal
    note: str | None = None


class Item(BaseModel):
    description: str
    amount: Decimal


class Order(BaseModel):
    order_number: str
    items: list[Item] = Field(min_length=1)


def shown(prompt: Prompt) -> tuple[int, ...]:
    return tuple(int(image.getpixel((0, 0))[0]) for image in prompt.images)  # type: ignore[index]


def leaves(count: int, printed: Mapping[int, tuple[str, ...]]) -> tuple[Leaf, ...]:
    return tuple(Leaf(number, *printed.get(number, ())) for number in range(1, count + 1))


@dataclass
class Told:
    """Says of the pages it is shown what a table knows of them."""

    facts: Mapping[int, Mapping[str, object]]
    seen: list[tuple[int, ...]] = field(default_factory=list)

    def __call__(self, prompt: Prompt) -> str:
        self.seen.append(shown(prompt))
        said: dict[str, object] = {}
        for number in self.seen[-1]:
            for name, value in self.facts.get(number, {}).items():
                if isinstance(value, list):
                    said[name] = [*said.get(name, []), *value]  # type: ignore[misc]
                else:
                    said.setdefault(name, value)
        return json.dumps(said)


def asked(
    say: Callable[[Prompt], Line], schema: type, pages: tuple[Leaf, ...], **how: object
) -> Answer[Extraction[object]]:
    model = Parrot(say, **{"places": True, "dialect": "instruct", **how})
    model.max_images = 4
    (answer,) = model.run([ExtractFields(pages=pages, schema=schema)])
    return answer


BILL = {
    17: ("Invoice number: RE-4711",),
    23: ("Due date: 17.05.2024",),
    31: ("Total amount", "EUR 1,190.00"),
    38: ("Total amount EUR 7.00",),
}
FACTS = {
    17: {"invoice_number": "RE-4711"},
    23: {"due_date": "2024-05-17"},
    31: {"total": "1190.00"},
}


def test_likeliest_pages_are_shown_first_and_no_more_than_are_needed() -> None:
    model = Told({**FACTS, 17: {"invoice_number": "RE-4711", "note": "none"}})
    found = asked(model, Bill, leaves(40, BILL)).unwrap()
    assert model.seen == [(17, 23, 31, 38)]
    assert found.value == Bill(
        invoice_number="RE-4711", due_date=date(2024, 5, 17), total=Decimal("1190.00"), note="none"
    )
    assert found.notes == (
        "pages 1-16, 18-22, 24-30, 32-37, 39-40 were not shown to the model: every field was found "
        "before",
    )
    places = {name: (one.page, one.text) for name, one in found.evidence.items()}
    assert places["total"] == (31, "EUR 1,190.00")
    assert places["due_date"] == (23, "17.05.2024")


def test_search_goes_on_by_what_is_still_wanted_and_ends_with_the_last_page() -> None:
    pages = leaves(12, {2: BILL[17], 5: BILL[23], 7: BILL[31], 11: BILL[38]})
    model = Told({2: FACTS[17], 7: FACTS[31], 12: FACTS[23]})
    found = asked(model, Bill, pages).unwrap()
    assert model.seen == [(2, 5, 7, 11), (1, 3, 4, 6), (8, 9, 10, 12)]
    assert found.notes == ()


def test_document_that_fits_is_shown_at_once_as_it_was() -> None:
    model = Told(FACTS)
    asked(model, Bill, leaves(4, {}))
    assert [*{*model.seen}] == [(1, 2, 3, 4)]


def test_pages_without_known_words_are_shown_from_both_ends() -> None:
    model = Told({1: {"invoice_number": "7"}, 9: {"due_date": "2024-05-17", "total": 3}})
    found = asked(model, Bill, leaves(9, {}), places=False).unwrap()
    assert model.seen[0] == (1, 2, 3, 9)
    assert isinstance(found.value, Bill)
    assert found.evidence == {}


def test_lists_are_joined_in_the_order_of_the_pages_and_nothing_is_left_out() -> None:
    printed = {
        number: ("Description Amount", f"Part {number} {number}.50") for number in range(3, 13)
    }
    facts = {
        number: {"items": [{"description": f"Part {number}", "amount": f"{number}.50"}]}
        for number in printed
    }
    model = Told({**facts, 12: {**facts[12], "order_number": "B-9"}})
    pages = leaves(40, {**printed, 12: (*printed[12], "Order number B-9")})
    found = asked(model, Order, pages).unwrap()
    assert model.seen == [(3, 4, 5, 6), (7, 8, 9, 10), (11, 12)]
    assert isinstance(found.value, Order)
    assert [item.description for item in found.value.items] == [f"Part {n}" for n in printed]
    assert found.value.order_number == "B-9"
    assert found.evidence["items[7].amount"].page == 10
    (note,) = found.notes
    assert note.startswith("pages 1-2, 13-40 were not shown to the model: no items of lists")


def test_type_that_is_a_list_is_joined_too() -> None:
    model = Told({})
    facts = {n: {"description": f"Part {n}", "amount": n} for n in range(1, 7)}

    def say(prompt: Prompt) -> str:
        model(prompt)
        return json.dumps([facts[number] for number in shown(prompt)])

    found = asked(say, list[Item], leaves(6, {}), places=False).unwrap()
    assert found.value == [Item(description=f"Part {n}", amount=Decimal(n)) for n in facts]


BOTH = {
    2: ("Invoice number: RE-4711", "Due date: 17.05.2024", "Total amount EUR 12.00"),
    7: ("Invoice number: RE-4712", "Due date: 17.05.2024", "Total amount EUR 12.00"),
}


def contradicting(prompt: Prompt) -> str:
    number, total = ("RE-4711", "12.00") if 2 in shown(prompt) else ("RE-4712", 12)
    return json.dumps({"invoice_number": number, "due_date": "2024-05-17", "total": total})


def test_all_pages_are_shown_where_nothing_tells_on_which_items_stand() -> None:
    model = Told({6: {"items": [{"description": "a nail", "amount": 1}], "order_number": "7"}})
    asked(model, Order, leaves(9, {}))
    assert model.seen == [(1, 2, 3, 4), (5, 6, 7, 8), (9,)]


def test_type_without_fields_is_made_of_the_first_pages() -> None:
    class Nothing(BaseModel):
        pass

    assert asked(lambda _: "{}", Nothing, leaves(9, {})).unwrap().value == Nothing()


def test_what_other_pages_contradict_is_a_problem_with_both_places() -> None:
    alike = ("Invoice number", *BOTH[2][1:])
    later = {7: BOTH[7][:1]}
    pages = leaves(9, {**BOTH, **dict.fromkeys((3, 4, 5), alike), **later})
    found = asked(contradicting, Bill, pages).unwrap()
    assert isinstance(found.value, Bill)
    assert found.value.invoice_number == "RE-4711"
    (problem,) = (one for one in found.problems if one.kind == "conflicting")
    assert problem.field == "invoice_number"
    assert problem.message == ("page 2 says 'RE-4711', page 7 says 'RE-4712'; the first was taken")
    assert [(one.page, one.text) for one in problem.candidates] == [(2, "RE-4711"), (7, "RE-4712")]


def test_contradiction_whose_place_is_not_known_names_the_pages_shown() -> None:
    found = asked(contradicting, Bill, leaves(9, BOTH), places=False).unwrap()
    (problem,) = found.problems
    assert problem.message == (
        "pages 1-3, 9 say 'RE-4711', pages 4-7 say 'RE-4712'; the first was taken"
    )
    assert problem.candidates == ()


def test_value_is_placed_on_the_pages_that_told_it() -> None:
    pages = leaves(9, {1: ("RE-4711 and 12.00",), **dict.fromkeys(range(4, 8), BOTH[2])})
    model = Told({5: {"invoice_number": "RE-4711", "due_date": "2024-05-17", "total": 12}})
    found = asked(model, Bill, pages).unwrap()
    assert model.seen[0] == (4, 5, 6, 7)
    number = found.evidence["invoice_number"]
    assert [number.page, *(one.page for one in number.others)] == [4, 5, 6, 7]


def test_reply_that_does_not_fit_is_asked_again_with_the_complaint_for_its_pages() -> None:
    replies = iter(
        [
            '{"total": "many"}',
            json.dumps({"invoice_number": "7", "total": 1}),
            '{"due_date": "2024-05-17"}',
        ]
    )
    prompts: list[Prompt] = []

    def say(prompt: Prompt) -> str:
        prompts.append(prompt)
        return next(replies, "{}")

    answer = asked(say, Bill, leaves(9, {}), places=False)
    assert answer.unwrap().value == Bill(
        invoice_number="7", due_date=date(2024, 5, 17), total=Decimal(1)
    )
    first, second, third, *_ = prompts
    assert shown(first) == shown(second) != shown(third)
    assert "total: Input should be a valid decimal" in second.question.removeprefix(first.question)
    assert "invoice_number" not in second.question.removeprefix(first.question)
    assert answer.tries == 4
    assert answer.notes[0].startswith("pages 1-3, 9: try 1: the reply could not be read")


def test_nothing_is_required_of_a_part_but_of_the_items_of_lists() -> None:
    prompts: list[Prompt] = []

    def say(prompt: Prompt) -> str:
        prompts.append(prompt)
        return "{}"

    answer = asked(say, Order, leaves(5, {}), places=False)
    schema = dict(prompts[0].json_schema or {})
    jsonschema.validate({}, schema)
    jsonschema.validate({"order_number": None, "items": []}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"items": [{"description": "a nail"}]}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"order_number": 7}, schema)
    assert isinstance(answer.error, OutputError)
    lines = str(answer.error).splitlines()
    assert [line.partition(":")[0] for line in lines[1:]] == ["order_number", "items"]


def test_pages_that_give_no_answer_are_a_note_and_the_others_count() -> None:
    def say(prompt: Prompt) -> Line:
        return (
            EngineError("the prompt is too long")
            if 1 in shown(prompt)
            else json.dumps(
                {"invoice_number": "7", "due_date": "2024-05-17", "total": 1, "note": "paid"}
            )
        )

    answer = asked(say, Bill, leaves(9, {}), places=False)
    found = answer.unwrap()
    assert found.notes[0] == "pages 1-3, 9 gave no answer: the prompt is too long"
    assert found.notes[1].startswith("page 8 was not shown to the model")


def test_no_answer_to_any_pages_is_an_error() -> None:
    answer = asked(lambda _: EngineError("the prompt is too long"), Bill, leaves(9, {}))
    assert str(answer.error) == "the prompt is too long"


def test_page_that_cannot_be_read_is_a_note_and_is_not_shown() -> None:
    model = Told({1: {"invoice_number": "7", "due_date": "2024-05-17", "total": 1, "note": "-"}})
    pages = (*leaves(8, {}), Leaf(9, damaged=True))
    found = asked(model, Bill, pages).unwrap()
    assert found.notes[0] == "a page was not read: page 9 is damaged"
    assert model.seen == [(1, 2, 3, 4)]
    nothing = asked(model, Bill, tuple(Leaf(n, damaged=True) for n in range(1, 9)))
    assert isinstance(nothing.error, SourceError)


class Firm(BaseModel):
    name: str
    city: str | None = None


class Contract(BaseModel):
    model_config = ConfigDict(extra="forbid")
    seller: Firm
    buyer: Firm | None = None
    sides: tuple[int, int] = (0, 0)
    places: list[str]
    ending: date | None


def test_types_in_types_are_joined_leaf_by_leaf_and_what_nobody_says_is_left_to_the_type() -> None:
    replies = iter(
        [
            {"seller": {"city": "Ulm"}, "buyer": {"name": None}, "sides": [1, 2], "places": None},
            {"seller": {"name": "Harrow", "city": "ULM"}, "sides": [1, 2]},
        ]
    )
    answer = asked(lambda _: json.dumps(next(replies, {})), Contract, leaves(9, {}), places=False)
    assert answer.unwrap().value == Contract(
        seller=Firm(name="Harrow", city="Ulm"), sides=(1, 2), places=[], ending=None
    )
    assert answer.unwrap().problems == ()
