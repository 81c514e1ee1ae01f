"""Codes in text that have a form of their own: accounts, tax numbers, telephones, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from stdnum import iban
from stdnum.ch import uid
from stdnum.ch import vat as swiss_vat
from stdnum.eu import vat
from stdnum.gb import vat as british_vat
from stdnum.no import mva

from docparse.values.dates import find_dates

Kind = Literal["iban", "bic", "vat", "phone", "email", "url"]

_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]){11,30}")
_ACCOUNTS = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 "
    "DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 "
    "IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 "
    "MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24 "
    "TR26 UA29 VA22 VG24 XK20"
)
_IBAN_LENGTHS = {part[:2]: int(part[2:]) for part in _ACCOUNTS.split()}
"""Signs in an account number of each country, as ISO 13616 registers them."""
_VAT_FORMS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CHE": r"\d{9}(?:MWST|TVA|IVA|TPV)?",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "GB": r"\d{9}(?:\d{3})?",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-W][A-I]?",
    "IT": r"\d{11}",
    "LT": r"\d{9}(?:\d{3})?",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}",
    "NO": r"\d{9}MVA",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{6,10}",
    "SE": r"\d{10}01",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}(?:\d{3})?",
}
"""What stands behind the letters of each country."""
_VAT = re.compile(
    rf"(?<![^\W_])(?P<country>{'|'.join(_VAT_FORMS)})(?P<rest>(?:[ \u00a0.-]?[A-Z0-9+*]){{6,16}})"
)
_VAT_CHECKS: dict[str, Callable[[str], bool]] = {
    "CHE": lambda text: swiss_vat.is_valid(text) or uid.is_valid(text),
    "GB": british_vat.is_valid,
    "NO": mva.is_valid,
    "XI": british_vat.is_valid,
}
"""Those outside the Union, which `stdnum.eu.vat` does not know."""
_BIC = re.compile(r"(?<![^\W_])[A-Z]{4}(?P<country>[A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![^\W_])")
_BIC_CONTEXT = re.compile(r"\b(?:BIC|SWIFT|IBAN|[A-Z]{2}\d{2} ?[A-Z0-9]{4})", re.I)
_BIC_REACH = 80
"""Signs before a code in which something about an account must stand, if it is all letters."""
_COUNTRIES = (
    "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD "
    "CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ES ET FI FJ FO FR GA GB GD "
    "GE GH GI GL GM GN GR GT GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KM "
    "KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR MT MU MV MW MX "
    "MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PS PT PY QA RO RS RU RW SA SC SD SE SG SI "
    "SK SL SM SN SO SR SV SY SZ TD TG TH TJ TM TN TR TT TW TZ UA UG US UY UZ VA VC VE VG VN VU WS "
    "XK YE ZA ZM ZW"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w+][\w.+-]{0,63}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,5}")
_URL = re.compile(
    r"(?<![\w.@-])(?:(?:https?://|www\.)[^\s<>\"'|()\x00]{2,500}+"
    r"|(?:[a-z0-9-]{1,63}+\.){1,4}"
    r"(?:com|org|net|info|eu|de|at|ch|fr|es|it|nl|be|pl|cz|pt|dk|se|no|fi|ie|uk|my|sg|io|gov|edu)"
    r"(?![\w@.-])(?:/[^\s<>\"'|()\x00]{0,500}+)?)",
)
_AMERICAN = r"\(?[2-9]\d\d\)?[ .-]\d{3}[.-]\d{4}(?!\d)"
_PHONE = re.compile(
    rf"(?<![\w/+-])(?<!\d[.,:])(?:\+|(?<!\d )(?:\((?=0)|(?=0)|(?={_AMERICAN})))\(?\d"
    r"(?:(?: ?[()./-]{1,3} ?| )?\d){6,14}(?![\d]|[.,:/-]\d|[^\W_])"
)
_AMOUNT = re.compile(r"(?:^|[ (+-])\d{1,9}\.\d\d(?= |$)|^0\.\d+$")
"""A piece with one full stop and two figures, or a share: a telephone number has more pieces."""


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code in a text.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        text: The code without the blanks and signs that only part it for the eye.
        kind: What it is.
        valid: Whether its check digits hold; None where the kind has none.
    """

    start: int
    end: int
    text: str
    kind: Kind
    valid: bool | None


def find_codes(text: str) -> tuple[FoundCode, ...]:
    """Return the codes in a text, in their order.

    What could be two kinds is the first of: e-mail, web address, IBAN, VAT number, BIC, telephone.
    """
    found: list[FoundCode] = []
    rest = text
    for finder in (_emails, _urls, _ibans, _vat_numbers, _bics, _phones):
        new = list(finder(rest))
        rest = _without(rest, new)
        found.extend(new)
    return tuple(sorted(found, key=lambda code: code.start))


def _without(text: str, codes: list[FoundCode]) -> str:
    """The text of the same length with the codes blotted out, in their order."""
    pieces, position = [], 0
    for code in codes:
        pieces += [text[position : code.start], "\0" * (code.end - code.start)]
        position = code.end
    return "".join([*pieces, text[position:]])


def _emails(text: str) -> Iterator[FoundCode]:
    for match in _EMAIL.finditer(text):
        yield FoundCode(*match.span(), match[0], "email", None)


def _urls(text: str) -> Iterator[FoundCode]:
    for match in _URL.finditer(text):
        address = match[0].rstrip(".,;:!?]}")
        if len(address) > len("www."):
            yield FoundCode(match.start(), match.start() + len(address), address, "url", None)


def _ibans(text: str) -> Iterator[FoundCode]:
    end = 0
    for match in _starts(_IBAN, text):
        length = _length_of(match[0], _IBAN_LENGTHS.get(match[0][:2], 0))
        stop = match.start() + length
        if match.start() >= end and length and not text[stop : stop + 1].isalnum():
            end, compact = stop, _compact(match[0][:length])
            yield FoundCode(match.start(), stop, compact, "iban", iban.is_valid(compact))


def _vat_numbers(text: str) -> Iterator[FoundCode]:
    end = 0
    for match in _starts(_VAT, text):
        if match.start() < end:
            continue
        fitting = [
            FoundCode(match.start(), match.start() + length, country + body, "vat", valid)
            for country, body, length in _vat_readings(match)
            for valid in [_is_vat(country, country + body)]
        ]
        if fitting:
            best = max(fitting, key=lambda code: (code.valid, code.end))
            end = best.end
            yield best


def _vat_readings(match: re.Match[str]) -> Iterator[tuple[str, str, int]]:
    """The country, the rest and the length of every beginning that has the form of a number."""
    country, offset = match["country"], len(match["country"])
    form = re.compile(_VAT_FORMS[country])
    for length in range(offset + 6, len(match[0]) + 1):
        body = _compact(match[0][offset:length], keep="+*")
        behind = match.string[match.start() + length : match.start() + length + 1]
        if match[0][length - 1].isalnum() and not behind.isalnum() and form.fullmatch(body):
            yield country, body, length


def _is_vat(country: str, number: str) -> bool:
    check = _VAT_CHECKS.get(country, vat.is_valid)
    return check(number[2:] if country == "XI" else number)


def _bics(text: str) -> Iterator[FoundCode]:
    for match in _BIC.finditer(text):
        before = text[max(0, match.start() - _BIC_REACH) : match.start()]
        told = "\0" in before or _BIC_CONTEXT.search(before) or not match[0].isalpha()
        if match["country"] in _COUNTRIES.split() and told:
            yield FoundCode(*match.span(), match[0], "bic", None)


def _phones(text: str) -> Iterator[FoundCode]:
    dates = iter(find_dates(text))
    date = next(dates, None)
    for match in _PHONE.finditer(text):
        while date and date.end <= match.start():
            date = next(dates, None)
        if (date and date.start < match.end()) or _AMOUNT.search(match[0]):
            continue
        digits = _compact(match[0].replace("(0)", ""), keep="+")
        yield FoundCode(*match.span(), digits, "phone", None)


def _starts(form: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches at every place, overlapping ones too: what follows may be a code of its own."""
    position = 0
    while match := form.search(text, position):
        yield match
        position = match.start() + 1


def _length_of(text: str, count: int) -> int:
    """The length of the beginning with so many letters and figures; 0 where there are fewer."""
    places = [place for place, char in enumerate(text, 1) if char.isalnum()]
    return places[count - 1] if 0 < count <= len(places) else 0


def _compact(text: str, *, keep: str = "") -> str:
    return "".join(char for char in text if char.isalnum() or char in keep)
