"""How each country writes amounts, rates and dates, and what its numbers look like.

In patterns of numbers `#` is a digit, `@` a capital letter and `&` either. A `Manner` is one
document's choice among the ways of its country.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.form_press.words import entries

_SLASHED = "{d:02}/{m:02}/{y}"
_DOTTED = "{d:02}.{m:02}.{y}"
_DASHED = "{d:02}-{m:02}-{y}"
_ISO = "{y}-{m:02}-{d:02}"
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Country:
    """The ways of a country.

    Attributes:
        code: ISO 3166.
        language: As in `lists`.
        currency: ISO 4217.
        money: Patterns of an amount with its currency.
        groups: What may stand between thousands.
        point: Before the cents.
        dates: Patterns of dates.
        rates: Percentages of the value added tax, the usual one first.
        percent: Patterns of a percentage.
        iban: Pattern of an IBAN without country and check digits, or nothing.
        vat: Pattern of a tax number, see `identifiers`.
        phone: Pattern of a telephone number.
    """

    code: str
    language: str
    currency: str
    money: tuple[str, ...]
    groups: tuple[str, ...]
    point: str
    dates: tuple[str, ...]
    rates: tuple[str, ...]
    percent: tuple[str, ...]
    iban: str
    vat: str
    phone: str


_EURO = ("{n} €", "{n} €", "{n} EUR", "EUR {n}")
_SPACED, _TIGHT = ("{r} %", "{r}%"), ("{r}%",)
_DE_DATES = (_DOTTED, _DOTTED, "{d}. {month} {y}", _ISO)
_FR_DATES = (_SLASHED, _SLASHED, "{nth} {month} {y}", _DOTTED)
_ES_DATES = (_SLASHED, _SLASHED, "{d} de {month} de {y}", _DASHED)

COUNTRIES: tuple[Country, ...] = (
    Country(
        "GB", "en", "GBP", ("£{n}", "GBP {n}"), (",",), ".", (_SLASHED, "{d} {month} {y}", _ISO),
        ("20", "5"), _TIGHT, "@@@@##############", "GB ### #### ##", "01## ### ####",
    ),
    Country(
        "US", "en", "USD", ("${n}", "USD {n}"), (",",), ".",
        ("{m:02}/{d:02}/{y}", "{month} {d}, {y}"),
        ("8.25", "6.5"), _TIGHT, "", "##-#######", "(###) 555-01##",
    ),
    Country(
        "IE", "en", "EUR", ("€{n}", "EUR {n}"), (",",), ".", ("{d} {month} {y}", _SLASHED),
        ("23", "13.5"), _TIGHT, "@@@@##############", "IE#######@@", "0## ### ####",
    ),
    Country(
        "DE", "de", "EUR", _EURO, (".", "."), ",", _DE_DATES, ("19", "7"), _SPACED,
        "##################", "DE#########", "0## #######",
    ),
    Country(
        "AT", "de", "EUR", _EURO, (".", NO_BREAK), ",", _DE_DATES, ("20", "10"), _SPACED,
        "################", "ATU########", "+43 # #######",
    ),
    Country(
        "CH", "de", "CHF", ("CHF {n}", "{n} CHF"), ("'", "’"), ".", _DE_DATES, ("8.1", "2.6"),
        _SPACED, "#################", "CHE-###.###.### MWST", "0## ### ## ##",
    ),
    Country(
        "FR", "fr", "EUR", _EURO, (NO_BREAK, NO_BREAK, "."), ",", _FR_DATES, ("20", "5.5"),
        _SPACED, "#######################", "FR## ### ### ###", "0# ## ## ## ##",
    ),
    Country(
        "BE", "fr", "EUR", _EURO, (".", NO_BREAK), ",", _FR_DATES, ("21", "6"), _SPACED,
        "############", "BE 0###.###.###", "0# ### ## ##",
    ),
    Country(
        "ES", "es", "EUR", _EURO, (".", "."), ",", _ES_DATES, ("21", "10"), _SPACED,
        "####################", "B########", "9## ### ###",
    ),
    Country(
        "MX", "es", "MXN", ("$ {n} MXN", "MXN {n}"), (",",), ".", _ES_DATES, ("16",), _TIGHT,
        "", "@@@######&&#", "55 #### ####",
    ),
    Country(
        "IT", "it", "EUR", ("€ {n}", "{n} €", "EUR {n}"), (".", "."), ",",
        (_SLASHED, _SLASHED, "{d} {month} {y}", _DASHED), ("22", "10"), _SPACED,
        "@######################", "IT ###########", "0## #######",
    ),
    Country(
        "NL", "nl", "EUR", ("€ {n}", "€ {n}", "EUR {n}"), (".", "."), ",",
        (_DASHED, _DASHED, "{d} {month} {y}", _SLASHED), ("21", "9"), _TIGHT, "@@@@##########",
        "NL#########B01", "0## ### ####",
    ),
    Country(
        "BE", "nl", "EUR", ("€ {n}", "{n} EUR"), (".", NO_BREAK), ",",
        (_SLASHED, "{d} {month} {y}", _DOTTED), ("21", "6"), _SPACED, "############",
        "BE 0###.###.###", "0# ### ## ##",
    ),
    Country(
        "CN", "zh", "CNY", ("¥{n}", "¥{n}", "￥{n}", "CNY {n}"), (",", ",", ""), ".",
        ("{y}年{m}月{d}日", "{y}年{m:02}月{d:02}日", _ISO, "{y}/{m:02}/{d:02}"), ("13", "6"),
        _TIGHT, "", "91######MA&&&&&&&#", "0571-8#######",
    ),
    Country(
        "PL", "pl", "PLN", ("{n} zł", "{n} PLN"), (NO_BREAK,), ",",
        (_DOTTED, _ISO, "{d} {month} {y}"), ("23", "8"), _TIGHT, "########################",
        "###-###-##-##", "## ### ## ##",
    ),
    Country(
        "PT", "pt", "EUR", ("{n} €", "€ {n}", "{n} EUR"), (".", NO_BREAK), ",",
        (_SLASHED, _DASHED, "{d} de {month} de {y}"), ("23", "6"), _TIGHT,
        "#####################", "#########", "2## ### ###",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Manner:
    """How one document writes.

    Attributes:
        country: Where it was written.
        money: Pattern of an amount with its currency.
        group: Between thousands.
        dates: Pattern of a date.
        percent: Pattern of a percentage.
    """

    country: Country
    money: str
    group: str
    dates: str
    percent: str

    def number(self, value: Decimal) -> str:
        """Write an amount without its currency."""
        whole, _, cents = f"{abs(value):,.2f}".partition(".")
        written = whole.replace(",", self.group) + self.country.point + cents
        return f"-{written}" if value < 0 else written

    def amount(self, value: Decimal) -> str:
        """Write an amount with its currency."""
        written = self.money.format(n=self.number(abs(value)))
        return f"-{written}" if value < 0 else written

    @property
    def sign(self) -> str:
        """What the currency is printed as."""
        return self.money.replace("{n}", " ").split()[-1]

    def plain(self, value: Decimal) -> str:
        """Write a quantity or a rate with no more places than it needs."""
        return f"{value.normalize():f}".replace(".", self.country.point)

    def rate(self, value: Decimal) -> str:
        return self.percent.format(r=self.plain(value))

    def day(self, value: date) -> str:
        """Write a date."""
        month = entries(self.country.language)["months"][value.month - 1]
        nth = "1er" if value.day == 1 else str(value.day)
        return self.dates.format(d=value.day, m=value.month, y=value.year, month=month, nth=nth)

    @property
    def ambiguous(self) -> bool:
        """Whether day and month could be taken for each other."""
        return self.country.language == "en" and "/" in self.dates


def choose_country(language: str, rng: random.Random) -> Country:
    """Choose one of the countries of a language, the first most often."""
    first, *others = [country for country in COUNTRIES if country.language == language]
    return rng.choice(others) if others and rng.random() < _ABROAD.get(language, 0.25) else first


_ABROAD = {"en": 0.6}


def choose_manner(country: Country, rng: random.Random) -> Manner:
    """Choose how a document writes."""
    return Manner(
        country,
        rng.choice(country.money),
        rng.choice(country.groups),
        rng.choice(country.dates),
        rng.choice(country.percent),
    )
