"""Find all candidates for the fields of a type in the words of pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from docparse.engines.embedded.fields import senders
from docparse.engines.embedded.fields.addresses import addresses_of, whole_address
from docparse.engines.embedded.fields.assigning import LEAST, adding_up, raised
from docparse.engines.embedded.fields.by_label import LabelledValues
from docparse.engines.embedded.fields.candidates import (
    Option,
    Reading,
    Values,
    everywhere,
    largest,
)
from docparse.engines.embedded.fields.concepts import Concept
from docparse.engines.embedded.fields.exampled import like_examples, of_examples
from docparse.engines.embedded.fields.filled import FilledValues
from docparse.engines.embedded.fields.labels import TITLE, Label, lexicon
from docparse.engines.embedded.fields.letters import (
    bank_codes,
    in_sentence,
    letter_dates,
    names_nobody,
    placed_dates,
    without_salutations,
)
from docparse.engines.embedded.fields.paying import labelled_terms, payment_terms
from docparse.engines.embedded.fields.printed import Piece, Printed, Sheet, printed
from docparse.engines.embedded.fields.running import (
    RunningValues,
    Sentence,
    sentences,
    whole_ones,
)
from docparse.engines.embedded.fields.several import read_several
from docparse.engines.embedded.fields.told import is_limit, told
from docparse.engines.embedded.fields.wanting import Sought, as_json, own_concept
from docparse.tasks.wanted import WantedField

_NET, _TAX, _GROSS = "net_total", "tax_amount", "gross_total"
_PAID = ("cash_tendered", "change", "card_amount", "amount_paid", "rounding")
"""What stands near a total and is none."""
_PARTY_OF = {"seller_address": "seller", "buyer_address": "buyer", "address": "seller"}
"""Whose name an address stands under."""
_BROADER = {
    "statement_date": "issue_date",
    "document_issue_date": "issue_date",
    "order_date": "issue_date",
    "receipt_date": "issue_date",
    "account_holder": "full_name",
    "order_number": "purchase_order_number",
    "purchase_order_number": "order_number",
}
"""Concepts that are often printed as another, wider or like it: the date of a statement as date."""
_WIDER = 0.1
_OWN_NUMBER = 0.15
"""What it adds that a number is that of the credit note, not of the invoice it cancels."""
_TITLE_WORDS, _SURE = 6, 0.8
"""Words of a line that is a title; worth of a label that is one for certain."""
_IN_TEXT, _TITLED_TEXT = 0.04, 0.25
"""What it costs that the date of a document is sought in a sentence, there behind its title."""
_IS_LIMIT = 0.2
"""What it costs that something is to be done by a date: a document is of another."""
_GOODS = 0.1
"""What it adds to a sum that the items of a list make it."""
_PART = LEAST - 0.1
"""Score of an amount without a label; it does once it adds up."""


class FieldReader:
    """Finds the values of fields in a document.

    Args:
        sheets: The words of its pages.
        fields: What is asked for.
    """

    def __init__(self, sheets: Sequence[Sheet], fields: Sequence[WantedField]) -> None:
        self._sought = [Sought(field, own_concept(field)) for field in fields if not field.many]
        self._lists = [
            Sought(field, own_concept(field)) for field in fields if field.many and not field.items
        ]
        self._document: Printed = printed(sheets)
        self._values = Values(self._document)
        own = tuple(sought.concept for sought in (*self._sought, *self._lists))
        known = lexicon(own)
        self._labels: tuple[Label, ...] = without_salutations(
            known.labels(self._document), self._document
        )
        self._sentences: tuple[Sentence, ...] = sentences(self._document)
        self._running = RunningValues(self._sentences, known, self._values)
        self._labelled = LabelledValues(self._document, self._labels, self._values)
        self._filled = FilledValues(self._document, sheets, self._values)
        self._parties: dict[str, tuple[Option, ...]] = {}

    @property
    def values(self) -> Values:
        """What reads stretches of the document's text."""
        return self._values

    def options(self, goods: Collection[Decimal] = ()) -> dict[str, list[Option]]:
        """Return all candidates of every field, by the name of the field.

        Args:
            goods: What the amounts of lists of items make.
        """
        found = {
            sought.field.name: [
                *whole_ones(self._options(sought.concept, sought.kind)),
                *self._filled.options(sought),
                *of_examples(sought.field, self._document),
            ]
            for sought in self._sought
        }
        by_concept = {sought.concept.name: sought.field.name for sought in self._sought}
        if any(name in by_concept for name in (_NET, _TAX, _GROSS)):
            parts = self._any_amount()
            triple = [
                [*(found.get(by_concept.get(name, "")) or self._amounts(name)), *more]
                for name, more in ((_NET, parts), (_TAX, parts), (_GROSS, ()))
            ]
            for name, options in zip((_NET, _TAX, _GROSS), adding_up(*triple), strict=True):
                if name in by_concept:
                    found[by_concept[name]] = raised(options, goods, "sum of the items", _GOODS)
        return {
            sought.field.name: like_examples(
                sought.field, _fitting(sought.field, found[sought.field.name])
            )
            for sought in self._sought
        }

    def lists(self) -> dict[str, list[Option]]:
        """Return the values of the lists that are asked for, by the name of the field."""
        found = {
            sought.field.name: read_several(
                sought, self._document, self._labelled, self._filled, self._values
            )
            for sought in self._lists
        }
        fields = {sought.field.name: sought.field for sought in self._lists}
        return {name: _fitting(fields[name], options) for name, options in found.items()}

    def _options(self, concept: Concept, kind: str) -> Iterator[Option]:
        yield from told(concept.name, self._sentences, self._values)
        yield from _own(concept.name, self._running.options(concept.name, kind))
        if kind == "amount":
            yield from self._amounts(concept.name)
        else:
            yield from self._labelled_ones(concept, kind)
            yield from self._unannounced(concept, kind)

    def _labelled_ones(self, concept: Concept, kind: str) -> Iterator[Option]:
        """What labels announce; parties, addresses and terms are known by their form as well."""
        if kind == "terms":
            yield from labelled_terms(self._labelled)
            yield from payment_terms(self._document, self._sentences)
        elif kind == "party":
            yield from self._names(concept.name)
        elif kind == "address":
            yield from self._addresses(concept.name)
        else:
            yield from _own(concept.name, self._labelled.options(concept.name, kind))
            for other, why, worth in self._others(concept.name):
                for option in self._labelled.options(other, kind):
                    yield replace(option, features={**option.features, why: worth})

    def _unannounced(self, concept: Concept, kind: str) -> Iterator[Option]:
        """What is known by its form and by what stands near it, without a label."""
        if concept.name == "tax_rate":
            yield from self._rates()
        elif concept.name in {"issue_date", "letter_date"}:
            yield from letter_dates(self._document, self._values)
            if concept.name == "issue_date":
                yield from self._titled_dates()
                yield from self._first_dates()
        elif kind == "currency":
            yield from self._currencies()
        elif kind in {"iban", "vat", "email"}:
            yield from self._unlabelled(kind, 0.45, "the first of its kind")
        elif kind == "bic":
            yield from bank_codes(self._document, self._sentences, self._values)

    def _others(self, concept: str) -> Iterator[tuple[str, str, float]]:
        """Concepts under whose labels a value may stand as well, why, and what that is worth."""
        if concept == "invoice_number" and senders.is_credit_note(self._document):
            yield "credit_note_number", "of the credit note itself", _OWN_NUMBER
        if concept in _BROADER:
            yield _BROADER[concept], "of a broader label", -_WIDER

    def _names(self, concept: str) -> tuple[Option, ...]:
        """What could be the name of a party: behind labels, or where such names stand."""
        if concept not in self._parties:
            found = list(self._labelled.options(concept, "party"))
            if concept == "buyer":
                found += self._labelled.options("buyer_address", "party")
            found = [
                replace(one, reading=senders.whole(one.reading, self._document)) for one in found
            ]
            if self._trades:
                if concept == ("buyer" if self._order else "seller"):
                    found += senders.names(self._document, self._stops)
                elif concept == ("seller" if self._order else "buyer"):
                    found += senders.addressees(self._document, self._stops)
            self._parties[concept] = tuple(
                one for one in found if not names_nobody(one.reading, self._document)
            )
        return self._parties[concept]

    def _addresses(self, concept: str) -> Iterator[Option]:
        """What could be the address of a party: behind labels, or under its name."""
        for option in self._labelled.options(concept, "text"):
            found = whole_address(option.reading, self._document, self._stops)
            if found is not None:
                yield replace(option, reading=found)
            elif concept not in _PARTY_OF:
                yield option
        party = _PARTY_OF.get(concept)
        if party is not None and self._trades:
            yield from addresses_of(self._names(party), self._document, self._stops)

    @cached_property
    def _stops(self) -> set[Piece]:
        dated = placed_dates(self._document, self._values)
        return senders.stops(self._labels) | dated

    @cached_property
    def _order(self) -> bool:
        return senders.is_order(self._document)

    @cached_property
    def _trades(self) -> bool:
        """Whether the document is one of trade, in which values are looked for without labels.

        It calls itself one, states an amount in a currency, or labels a sum.
        """
        for piece in self._document.pieces:
            titled = len(piece.text.split()) <= _TITLE_WORDS and TITLE.search(piece.text)
            if titled or any(number.currency for number in self._values.numbers(piece)):
                return True
        sums = {_NET, _TAX, _GROSS}
        return any(sums & label.worth.keys() and _is_sure(label) for label in self._labels)

    def _any_amount(self) -> list[Option]:
        """All amounts, as parts of a sum that no label names."""
        if not self._trades:
            return []
        every = everywhere("amount", self._document, self._values)
        return [Option(one, "as part of the sum", {"amount": _PART}) for one in every]

    def _rates(self) -> Iterator[Option]:
        """Percentages in the lines of taxes, before and behind their names."""
        for label in self._labels:
            worth = max(label.worth.get(name, 0.0) for name in (_TAX, "tax_rate"))
            piece = label.span.piece
            for other in self._document.rows[piece.page, piece.line] if worth >= _SURE else ():
                near = 0.3 if other is piece else 0.2
                for reading in self._values.of("percent", other):
                    if reading.worth == 1.0:
                        features = {"tax": 0.45 * worth, "place": near, "form": 0.2}
                        yield Option(reading, f"in the line of {label.span.text!r}", features)

    def _currencies(self) -> Iterator[Option]:
        """All currencies; that of a sum before others of its kind."""
        sums = {label.span.piece for label in self._labels if _GROSS in label.worth}
        rows = {(piece.page, piece.line) for piece in sums}
        for option in self._unlabelled("currency", 0.45, "the first of its kind"):
            piece = option.reading.span.piece
            beside = 0.12 * ((piece.page, piece.line) in rows)
            yield replace(option, features={**option.features, "beside a total": beside})

    def _titled_dates(self) -> Iterator[Option]:
        """Dates in a line with what the document calls itself: invoice 12 of 5 May."""
        for reading in everywhere("date", self._document, self._values):
            if TITLE.search(reading.span.piece.text[: reading.span.start]):
                cost = _TITLED_TEXT * in_sentence(reading)
                features = {"title": 0.6, "in a text": -cost}
                yield Option(reading, "in the line of the title", features)

    def _first_dates(self) -> Iterator[Option]:
        """Dates by their order; those in sentences are rather of something else."""
        for option in self._unlabelled("date", 0.45, "the first date"):
            text, limit = in_sentence(option.reading), is_limit(option.reading)
            costs = {"in a text": -_IN_TEXT * text, "a limit": -_IS_LIMIT * limit}
            yield replace(option, features={**option.features, **costs})

    def _unlabelled(self, kind: str, worth: float, how: str) -> Iterator[Option]:
        for rank, reading in enumerate(everywhere(kind, self._document, self._values)):
            yield Option(reading, how, {"form": worth * reading.worth - 0.005 * min(rank, 20)})
            how = how.replace("the first", "one further")

    def _amounts(self, concept: str) -> list[Option]:
        document, values = self._document, self._values
        found = self._labelled_amounts(concept)
        if concept != _GROSS or not self._trades:
            return found
        every = [r for r in everywhere("amount", document, values) if r.worth == 1.0]
        most = largest([option.reading for option in found])
        paid = {_start(one.reading) for name in _PAID for one in self._labelled_amounts(name)}
        sums: list[Option] = []
        for option in found:
            largest_one = 0.06 if option.reading.value == most else 0.0
            down = (
                option.reading.span.piece.box.y1 / document.heights[option.reading.span.piece.page]
            )
            added = {
                "no sum": -0.15 if option.reading.value == 0 else 0.0,
                "largest": largest_one,
                "far down": 0.04 * min(max(down, 0.0), 1.0),
            }
            sums.append(replace(option, features={**option.features, **added}))
        every = [r for r in every if _start(r) not in paid]
        top = largest(every)
        sums += [
            Option(reading, "the largest amount", {"largest": LEAST + 0.02})
            for reading in every
            if reading.value == top
        ]
        return [option for option in sums if _start(option.reading) not in paid]

    def _labelled_amounts(self, concept: str) -> list[Option]:
        """Amounts at labels; a bare number in a sentence is none."""
        found = self._labelled.options(concept, "amount")
        return [one for one in found if one.reading.worth == 1.0 or not in_sentence(one.reading)]


def _own(concept: str, options: Iterable[Option]) -> Iterator[Option]:
    """Options; the days that sentences name are rather those of other papers than its own."""
    for option in options:
        cost = _TITLED_TEXT * (concept == "issue_date" and in_sentence(option.reading))
        yield replace(option, features={**option.features, "in a text": -cost}) if cost else option


def _is_sure(label: Label) -> bool:
    return max(label.worth.values()) >= _SURE


def _start(reading: Reading) -> tuple[Piece, int]:
    return reading.span.piece, reading.span.start


def _fitting(field: WantedField, options: Iterable[Option]) -> list[Option]:
    """The options whose values the type of a field can hold."""
    return [option for option in options if as_json(field, option) is not None]
