"""Fields by other means: regular expressions over a page's text, and the program invoice2data.

The expressions are what somebody writes in an afternoon who knows invoices of several countries:
labels in six languages with a value behind or below them, and a guess where no label stands.
"""

from __future__ import annotations

import datetime
import logging
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FieldValue = str | datetime.date | Decimal

_I = re.IGNORECASE | re.MULTILINE
_KIND = (
    r"\b(?:(?:tax )?invoice|bill|receipt|document|doc|credit note|facture|avoir"
    r"|(?:handels)?rechnungs?|beleg|gutschrift|factura|fattura|factuur|rekening)"
)
_NR = r"(?:numbers?|nummer|num[eé]ro|n[uú]mero|nr|no|n°|nº|№|#|id)(?!\w)"
_GAP = r"[\s:#.\-]*"
_BELOW = r"[^\n]*\n(?:[-\s]+\n)?\s*"
"""From a column's heading to the value in its first row, over the rule between them."""
_ID = (
    r"((?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\d+[.,]\d{2}\b)#?[A-Z0-9][A-Z0-9/_.\-]*\d"
    r"(?:[A-Z0-9/_\-]*[A-Z0-9])?)"
)
_NUMBERS = (
    rf"{_KIND}\s*-?(?:\(\d+\))?\s*{_NR}{_GAP}{_ID}",
    rf"{_KIND}\s*-?{_NR}{_BELOW}{_ID}",
    rf"{_KIND}[ :]+{_ID}",
    rf"^{_NR}{_GAP}{_ID}",
)

_DAY = (
    r"(\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})"
    r"|\d{1,2}\.?[ -](?:de )?[A-Za-zäéû]{3,10}\.?,?[ -](?:de )?(?:\d{4}|\d{2})"
    r"|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)? ?, ?\d{4})(?!\w)"
)
_DATE_LABELS = (
    r"invoice date|date of (?:issue|invoice)|issued (?:on|at)|issue date|bill date|rechnungsdatum"
    r"|belegdatum|ausstellungsdatum|date d[e'’] ?(?:la )?(?:facture|facturation|[eé]mission)"
    r"|fecha de (?:la )?(?:factura|emisi[oó]n|expedici[oó]n)|data (?:fattura|documento)"
    r"|data (?:di )?emissione|factuurdatum",
    r"(?<!due )(?<!order )(?<!delivery )\b(?:date|datum|fecha|data|vom|dated)\b"
    r"(?! (?:d'|due|of del))",
)
_DATES = (
    rf"{_KIND}[^\n]{{0,40}}\b(?:vom|du|del|of|dated|issued (?:on|at)) {_DAY}",
    *(rf"(?:{label})[^\d\n]{{0,25}}?\b{_DAY}" for label in _DATE_LABELS),
    *(rf"(?:{label}){_BELOW}{_DAY}" for label in _DATE_LABELS),
    rf"(?<![\w/.-]){_DAY}",
)
_MONTHS = (
    ("jan", "ene", "gen"),
    ("feb", "fév", "fev"),
    ("mar", "mär", "mrt", "maa"),
    ("apr", "avr", "abr"),
    ("mai", "may", "mag", "mei"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aoû", "aou", "ago"),
    ("sep", "set"),
    ("oct", "okt", "ott"),
    ("nov",),
    ("dec", "déc", "dez", "dic"),
)

_SIGN = r"(?:[€$£₹¥]|\b(?:EUR|USD|GBP|CHF|INR|MYR|RM|Rs\.?))"
_AMOUNT = (
    rf"({_SIGN}\s?\d[\d.,']*\d\b|(?<![\w.,/-])-?{_SIGN}?\s?"
    r"(?:\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+[.,]\d{2}|\d{1,3}(?: \d{3})+,\d{2}|\d+[.,]\d{2}))"
    r"(?![\d%]|[.,]\d|\s?%)"
)
_GROSS = (
    r"grand total|total ttc|montant ttc|invoice total|total (?:amount )?incl[^\n]{0,25}?"
    r"|inclusive (?:of )?gst|total for this|bruttosumme|brutto(?:betrag)?|gesamtbetrag(?! der)"
    r"|gesamtsumme|rechnungsbetrag|endbetrag|summe inkl|importe total|total factura"
    r"|totale (?:fattura|documento)|totaal incl|totaalbedrag|total amount(?! due)",
    r"amount due|total due|total payable|due payable|balance due|net [àa] payer|total [àa] payer"
    r"|total a pagar|(?:totale )?da pagare|te betalen|zahlbetrag|zu zahlen",
    r"(?<!sub)(?<!sub[- ])(?<!tax )(?<!gst )(?<!vat )\b(?:total|totale|totaal|gesamt|summe)\b"
    r"(?!\s*(?:h\.?t|net|tax|gst|vat|q|item|excl|disc|sav|sales))",
)
_NET = (
    r"net total|total net|net amount|total h\.?t|montant h\.?t|total hors taxes?|summe netto"
    r"|netto(?:summe|betrag)|rechnungssumme ohne ust|base imponible|imponibile|totale netto"
    r"|totaal excl|total excl|exclu(?:ding|sive of) (?:gst|vat|tax)|taxable amount|untaxed amount",
    r"sub[- ]?total|sous[- ]total|zwischensumme|positionssumme|subtotaal|subtotale|netto|warenwert",
)
_TAX = (
    r"(?:tax|vat|gst) total|total (?:tax(?:es)?|vat|gst|tva|iva|btw)|steuerbetrag|total des taxes",
    r"(?<!inkl\. )(?<!incl\. )\b(?:sales tax|tax|vat|gst|ust|mwst|mehrwertsteuer|umsatzsteuer"
    r"|tva|taxes?|iva|btw)\b"
    r"(?:[^\d\n]{0,15}\d+(?:[.,]\d+)? ?%)?",
)
_CURRENCIES = r"\b(EUR|USD|GBP|CHF|INR|MYR|SGD|AUD|CAD|JPY|CNY|HKD|SEK|NOK|DKK|PLN|CZK|HUF)\b"
_SIGNS = {
    r"€|\beuros?\b": "EUR",
    r"£": "GBP",
    r"₹|\bRs\b": "INR",
    r"\bRM ?\d|\bRM\b": "MYR",
    r"\bFr\.|\bSFr": "CHF",
    r"¥": "JPY",
    r"\bzł": "PLN",
    r"\$": "USD",
}

_SELLER = (
    r"seller|sold by|vendor|supplier|issued by|from|verkäufer|lieferant|rechnungssteller|vendeur"
    r"|fournisseur|[eé]metteur|vendedor|proveedor|emisor|fornitore|cedente|leverancier|verkoper"
)
_BUYER = (
    r"bill(?:ed|ing)? (?:to|address)(?: address)?|invoice(?:d)? to|sold to|buyer|customer|client"
    r"|rechnungsempfänger|rechnung an|käufer(?:/leistungsempfänger)?|kunde|acheteur|factur[eé] [àa]"
    r"|destinataire|adresse de (?:facturation|livraison)|delivery address|cliente|comprador"
    r"|destinatario|klant|koper|ship(?:ping)? (?:to|address)"
)
_PARTY = (
    r"^[ \t]*(?:{})[ \t]*(?::\s*|\n\s*)(?:[- ]{{5,}}\n\s*)?(?:name[ \t]*:|attn:?)?[ \t]*"
    r"([^\W\d_][^\n]+)"
)
_LETTER = r"^(?=([^\W\d_][^\n:]+)\n+(?:[^\n:]+\n+){1,3}?(?:[A-Z]{1,2}[- ])?\d{4,5} [^\W\d_][^\n]+$)"
"""Name, street, post code and town below each other, as in the window of an envelope."""
_FORMS = (
    r"\b(?:sdn\.? ?bhd|bhd|s/b|gmbh(?: & co\.?(?: kg)?)?|ag|kg|ohg|ltd|limited|llc|inc|plc|sarl|sas"
    r"|s\.?a\.?|s\.?l\.?|s\.?r\.?l\.?|s\.?p\.?a\.?|b\.?v\.?|n\.?v\.?|enterprise|trading|restaurant)(?!\w)"
)
_AFTER_NAME = r"\s{2,}|\s[-–|●•·]\s|\s*\(|,\s|\s\d|\s*[-–]\s?\d"
_REGISTERED = r"^\s*(?:\([^)\n]*\)|co\W*reg\S*|[\w-]*\d{4}[\w-]*)"
"""A registration number right behind a firm."""
_AFTER_ADDRESS = (
    r"\b(?:tel|fax|phone|hp|gst|tax|reg|co\.? ?no|e-?mail|www|http|date|invoice|receipt|cash|doc"
    r"|document|bill|time|cashier)\b|-{5,}"
)


def by_regular_expressions(text: str, wanted: Sequence[str]) -> dict[str, FieldValue]:
    """Read the fields that are wanted and found; one of another name by its own words."""
    found = {name: _READERS.get(name, partial(_labelled, name))(text) for name in wanted}
    return {name: value for name, value in found.items() if value is not None}


def _first(patterns: Sequence[str], text: str) -> str | None:
    found = (re.search(pattern, text, _I) for pattern in patterns)
    return next((match[1].strip() for match in found if match), None)


def _number(text: str) -> str | None:
    return _first(_NUMBERS, text)


def _date(text: str) -> datetime.date | None:
    for pattern in _DATES:
        for match in re.finditer(pattern, text, _I):
            if day := parsed_date(match[1], month_first="$" in text):
                return day
    return None


def parsed_date(text: str, *, month_first: bool = False) -> datetime.date | None:
    """Read a date; of a numeric one the day comes first unless it is said or cannot be."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if len(numbers) == 2:
        words = re.findall(r"[^\W\d_]{3,}", text.casefold())
        months = (n for n, own in enumerate(_MONTHS, 1) for word in words if word.startswith(own))
        (day, year), month = numbers, next(months, 0)
    elif len(numbers) == 3 and numbers[0] > 999:
        year, month, day = numbers
    elif len(numbers) == 3:
        day, month, year = numbers
        if month > 12 or (month_first and day <= 12):
            day, month = month, day
    else:
        return None
    try:
        return datetime.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def parsed_amount(text: str) -> Decimal | None:
    """Read an amount: a point or comma before the last two digits is the decimal one."""
    bare = re.sub(r"[^\d.,-]", "", text).strip(".,")
    whole, decimals = (bare[:-3], bare[-2:]) if bare[-3:-2] in (".", ",") else (bare, "00")
    try:
        return Decimal(f"{re.sub('[.,]', '', whole) or '0'}.{decimals}")
    except InvalidOperation:
        return None


def _amount(labels: Sequence[str], text: str) -> Decimal | None:
    """Read the last amount behind a label, else in the line below it; the better labels first."""
    for label in labels:
        for between in (rf"(?:[^\d\n]{{0,60}}(?:on|sur|auf) {_AMOUNT})?[^\d\n]*?", r"[^\n]*\n+\s*"):
            found = list(re.finditer(rf"(?:{label}){between}{_AMOUNT}", text, _I))
            if found:
                return parsed_amount(found[-1][found[-1].re.groups])
    return None


def _total(text: str) -> Decimal | None:
    """Read the total by its label, else the greatest amount there is."""
    labelled = _amount(_GROSS, text)
    every = (parsed_amount(match[1]) for match in re.finditer(_AMOUNT, text, _I))
    return labelled if labelled is not None else max(filter(None, every), default=None)


def _currency(text: str) -> str | None:
    code = re.search(_CURRENCIES, text)
    signs = (name for sign, name in _SIGNS.items() if re.search(sign, text))
    return code[1] if code else next(signs, None)


def _company(text: str) -> str | None:
    """Read the first line that names the form of a firm, else the first with a few letters."""
    lines = [line.strip() for line in text.splitlines() if re.search(r"[^\W\d_]{3}", line)][:8]
    firms = (line for line in lines if re.search(_FORMS, line, _I))
    name = next(firms, lines[0] if lines else None)
    return _firm(name) if name else None


def _seller(text: str) -> str | None:
    labelled = _first([_PARTY.format(_SELLER)], text)
    return _firm(labelled) if labelled else _company(text)


def _buyer(text: str) -> str | None:
    """Read who stands behind the label, else the first address as on a letter."""
    labelled = _first([_PARTY.format(_BUYER)], text)
    if labelled:
        return _firm(labelled)
    seller = _seller(text)
    letters = (_firm(match[1]) for match in re.finditer(_LETTER, text, re.MULTILINE))
    return next((name for name in letters if name != seller), None)


def _firm(line: str) -> str:
    """Cut a line off behind the form of a firm, else where an address or a number begins."""
    if named := re.match(rf".*{_FORMS}", line.strip(), _I):
        return named[0]
    return re.split(_AFTER_NAME, line.strip(), maxsplit=1)[0].strip(" ,;:")


def _address(text: str) -> str | None:
    """Read up to four lines behind the company, up to telephone, tax number, date or the like."""
    company = _company(text)
    if not company:
        return None
    behind = re.sub(_REGISTERED, "", text.split(company, 1)[1], count=1, flags=_I)
    lines = [line for line in behind.splitlines() if re.search(r"[^\W\d_]{3}", line)]
    while lines and re.match(rf"\W*(?:{_AFTER_ADDRESS})", lines[0], _I):
        lines = lines[1:]
    return re.split(_AFTER_ADDRESS, " ".join(lines[:4]), flags=_I)[0].strip(" ,(") or None


def _labelled(name: str, text: str) -> str | None:
    words = r"[\s_-]*".join(map(re.escape, re.split(r"[\s_]+", name)))
    found = _first([rf"\b{words}\b[ \t]*[:.]?[ \t]*([^\s:][^\n]*)"], text)
    return re.split(r"\s{2,}", found)[0] if found else None


_READERS: Mapping[str, Callable[[str], FieldValue | None]] = {
    "company": _company,
    "date": _date,
    "address": _address,
    "total": _total,
    "invoice_number": _number,
    "issue_date": _date,
    "seller": _seller,
    "buyer": _buyer,
    "currency": _currency,
    "net_total": partial(_amount, _NET),
    "tax_amount": partial(_amount, _TAX),
    "grand_total": _total,
}

_INVOICE2DATA = {
    "company": "issuer",
    "date": "date",
    "total": "amount",
    "invoice_number": "invoice_number",
    "issue_date": "date",
    "seller": "issuer",
    "currency": "currency",
    "net_total": "amount_untaxed",
    "tax_amount": "amount_tax",
    "grand_total": "amount",
}


def has_invoice2data() -> bool:
    """Tell whether the program is installed."""
    return find_spec("invoice2data") is not None


def invoice2data_readers() -> str:
    """Name those of its two usual readers of text that are there."""
    there = {
        "pdfium": find_spec("pypdfium2") is not None,
        "pdftotext": shutil.which("pdftotext") is not None,
    }
    return ", ".join(name for name, is_there in there.items() if is_there) or "none"


def by_invoice2data(path: Path) -> dict[str, FieldValue] | None:
    """Read with its own templates and its usual readers; None where no template applies."""
    from invoice2data import extract_data

    found = extract_data(str(path), templates=_templates())
    return dict(_translated(found)) if found else None


@cache
def _templates() -> list[Any]:
    from invoice2data.extract.loader import read_templates

    logging.getLogger("invoice2data").setLevel(logging.CRITICAL)
    return list(read_templates())


def _translated(found: Mapping[str, object]) -> Iterator[tuple[str, FieldValue]]:
    for ours, theirs in _INVOICE2DATA.items():
        value = found.get(theirs)
        if isinstance(value, datetime.datetime):
            yield ours, value.date()
        elif isinstance(value, float | int):
            yield ours, Decimal(str(value))
        elif isinstance(value, str):
            yield ours, value
