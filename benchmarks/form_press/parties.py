"""Firms and persons that do not exist."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.form_press.countries import Country
from benchmarks.form_press.identifiers import fill, make_bic, make_iban, make_vat
from benchmarks.form_press.words import Words


@dataclass(frozen=True)
class Person:
    """A person; the full name is in the order of the language."""

    given: str
    surname: str
    female: bool
    full: str


@dataclass(frozen=True)
class Firm:
    """A firm, or a customer who is a person.

    Attributes:
        name: With its legal form.
        brand: Without it.
        address: Lines.
        vat: Tax number.
        phone: Telephone number.
        fax: Fax number.
        email: Mail address.
        register: Number in the register of firms.
        bank: Name of the bank.
        iban: Account, or nothing where there are no such numbers.
        account: Account where there is no IBAN.
        bic: Of the bank.
        contact: A person who works there.
    """

    name: str
    brand: str
    address: tuple[str, ...]
    vat: str
    phone: str
    fax: str
    email: str
    register: str
    bank: str
    iban: str
    account: str
    bic: str
    contact: str


def invent_person(words: Words, rng: random.Random) -> Person:
    female = rng.random() < 0.5
    given = rng.choice(words.all("given_f" if female else "given_m"))
    surname = rng.choice(words.all("surnames"))
    full = surname + given if words.language == "zh" else f"{given} {surname}"
    return Person(given, surname, female, full)


def invent_address(words: Words, rng: random.Random) -> tuple[str, ...]:
    street = words.text("street").format(
        street=rng.choice(words.all("streets")), number=rng.randint(1, 189)
    )
    place = rng.choice(words.all("places"))
    if words.language != "zh":
        return street, place
    return (place + street,)


def invent_firm(
    words: Words, country: Country, rng: random.Random, *, shop: bool = False, not_root: str = ""
) -> Firm:
    """Invent a firm, or a `shop`; `not_root` is in the name of another one."""
    brand = rng.choice(words.all("shops")) if shop else _brand(words, rng, not_root)
    form = rng.choice(words.all("forms"))
    name = brand + form if words.language == "zh" else f"{brand} {form}"
    host = fill("@@@@@@", rng).lower()
    return Firm(
        name=brand if shop and rng.random() < 0.5 else name,
        brand=brand,
        address=invent_address(words, rng),
        vat=make_vat(country, rng),
        phone=fill(country.phone, rng),
        fax=fill(country.phone, rng),
        email=f"info@{host}.example",
        register=fill("######", rng),
        bank=rng.choice(words.all("bank_names")),
        iban=make_iban(country, rng),
        account=fill("##########", rng),
        bic=make_bic(country, rng),
        contact=invent_person(words, rng).full,
    )


def _brand(words: Words, rng: random.Random, not_root: str) -> str:
    roots = [root for root in words.all("roots") if root not in not_root or not not_root]
    root, trade = rng.choice(roots), rng.choice(words.all("trades"))
    if words.language == "zh":
        return words.label("towns") * (rng.random() < 0.5) + root + trade
    before = words.language in {"fr", "es", "it", "pt"} and rng.random() < 0.6
    return f"{trade} {root}" if before else f"{root} {trade}"
