"""Facts: what a document says, each with its label, as printed and as it is to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from benchmarks.form_press.countries import Manner
from benchmarks.form_press.words import Words

PERCENT = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """A stretch of a printed text that is a value of its own: a currency, a rate."""

    text: str
    name: str
    value: str


@dataclass(frozen=True)
class Fact:
    """A labelled value.

    Attributes:
        label: As printed, without a colon; may be empty.
        text: As printed, its lines with line breaks.
        name: Of the field in the truth; empty for what only distracts.
        value: What is to be read.
        parts: Values within the label or the text.
        strong: Printed bold.
    """

    label: str
    text: str
    name: str = ""
    value: str = ""
    parts: tuple[Part, ...] = ()
    strong: bool = False


@dataclass(frozen=True)
class Writer:
    """Makes facts in the words and the manner of a document."""

    words: Words
    manner: Manner

    def label(self, key: str, **slots: object) -> str:
        return self.words.label(key, **slots)

    def day(self, key: str, value: date, name: str | None = None) -> Fact:
        """A date; `name` is empty for one that only distracts, and `key` where left out."""
        text = self.manner.day(value)
        return Fact(self.label(key), text, key if name is None else name, value.isoformat())

    def plain(self, key: str, text: str, name: str | None = None) -> Fact:
        """A text or a number that is read as it is printed."""
        value = ", ".join(text.split("\n"))
        return Fact(self.label(key), text, key if name is None else name, value)

    def other(self, key: str, text: str) -> Fact:
        """What only distracts."""
        return Fact(self.label(key), text)

    def money(self, label: str, value: Decimal, name: str = "", *, sign: bool = True) -> Fact:
        """An amount, with its currency if `sign`."""
        text = self.manner.amount(value) if sign else self.manner.number(value)
        return Fact(label, text, name, f"{value:.2f}")

    def with_currency(self, fact: Fact) -> Fact:
        """Let the sign in an amount be the truth of the currency."""
        sign = self.manner.sign
        return replace(fact, parts=(Part(sign, "currency", self.manner.country.currency),))


def kept(facts: Iterable[tuple[bool, Fact]]) -> tuple[Fact, ...]:
    """Return the facts that are wanted."""
    return tuple(fact for wanted, fact in facts if wanted)
