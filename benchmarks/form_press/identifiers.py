"""Invented numbers that check: IBANs, BICs, tax numbers, and running numbers of all sorts."""

from __future__ import annotations

import random
from string import ascii_uppercase

from stdnum import iban as iban_numbers
from stdnum.at import uid
from stdnum.be import vat as be_vat
from stdnum.ch import vat as ch_vat
from stdnum.cn import uscc
from stdnum.de import vat as de_vat
from stdnum.es import cif
from stdnum.fr import tva
from stdnum.gb import vat as gb_vat
from stdnum.ie import vat as ie_vat
from stdnum.it import iva
from stdnum.nl import btw
from stdnum.pl import nip
from stdnum.pt import nif

from benchmarks.form_press.countries import Country

_CHECKS = {
    "AT": uid, "BE": be_vat, "CH": ch_vat, "CN": uscc, "DE": de_vat, "ES": cif, "FR": tva,
    "GB": gb_vat, "IE": ie_vat, "IT": iva, "NL": btw, "PL": nip, "PT": nif,
}  # fmt: skip
_TRIES = 30000
_LETTERS = "ABCDEFGHKLMNPRSTUVWXYZ"
_SHAPES = (
    "{y}-####", "RE-{y}####", "INV/{y}/#####", "########", "{s}####-##", "F{s}-#####", "@@-#####",
    "{y}/###", "#####", "@######",
)  # fmt: skip


def fill(pattern: str, rng: random.Random) -> str:
    """Fill the slots of a pattern."""
    choices = {"#": "0123456789", "@": _LETTERS, "&": _LETTERS[:8] + "0123456789"}
    return "".join(rng.choice(choices.get(sign, sign)) for sign in pattern)


def make_iban(country: Country, rng: random.Random) -> str:
    """Return an IBAN in groups of four, or nothing where there are none.

    The check digits inside the account number are right too, where a country has them.

    Raises:
        ValueError: if none is found; the pattern of the country is wrong then.
    """
    if not country.iban:
        return ""
    for _ in range(_TRIES):
        account = fill(country.iban, rng)
        digits = iban_numbers.calc_check_digits(f"{country.code}00{account}")
        whole = f"{country.code}{digits}{account}"
        if iban_numbers.is_valid(whole):
            return " ".join(whole[start : start + 4] for start in range(0, len(whole), 4))
    raise ValueError(f"no IBAN fits {country.iban!r}; correct the pattern in COUNTRIES")


def make_bic(country: Country, rng: random.Random) -> str:
    branch = rng.choice(("", "XXX", "", fill("###", rng)))
    return fill("@@@@", rng) + country.code + rng.choice(ascii_uppercase) + fill("#", rng) + branch


def make_vat(country: Country, rng: random.Random) -> str:
    """Return a tax number whose check digits are right.

    Raises:
        ValueError: if none is found; the pattern of the country is wrong then.
    """
    check = _CHECKS.get(country.code)
    for _ in range(_TRIES):
        number = fill(country.vat, rng)
        if check is None or check.is_valid(number):
            return number
    raise ValueError(f"no tax number fits {country.vat!r}; correct the pattern in COUNTRIES")


def make_number(year: int, rng: random.Random) -> str:
    """Return a running number."""
    return fill(rng.choice(_SHAPES).format(y=year, s=year % 100), rng)
