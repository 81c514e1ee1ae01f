"""The signs and letters that stand beside amounts, and the ISO 4217 codes they mean."""

from __future__ import annotations

import re

_CODES = (
    "AED ARS AUD BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HRK HUF IDR ILS INR ISK "
    "JPY KES KRW KWD MAD MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB "
    "TND TRY TWD UAH USD VND ZAR"
)
ISO_CODES = tuple(_CODES.split())
"""Codes of currencies that documents are written in."""
_LEADING = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "S$": "SGD", "HK$": "HKD",
    "NZ$": "NZD", "NT$": "TWD", "R$": "BRL", "$": "USD", "£": "GBP", "¥": "JPY", "￥": "JPY",
    "₹": "INR", "RM": "MYR", "Rs.": "INR", "Rs": "INR", "Rp": "IDR", "₩": "KRW", "฿": "THB",
    "₱": "PHP",
}  # fmt: skip
"""Signs that stand before their amount as a rule: before another number they belong to that."""
_OTHERS = {
    **{code: code for code in ISO_CODES},
    "€": "EUR", "Euro": "EUR", "EURO": "EUR", "euro": "EUR", "euros": "EUR", "Euros": "EUR",
    "zł": "PLN", "ZŁ": "PLN", "zl": "PLN", "Kč": "CZK", "Kc": "CZK", "kr.": "SEK", "kr": "SEK",
    "Kr": "SEK", "Ft": "HUF", "lei": "RON", "TL": "TRY", "₺": "TRY", "₽": "RUB", "₴": "UAH",
    "₫": "VND", "₪": "ILS", "SFr.": "CHF", "Fr.": "CHF", "元": "CNY", "人民币": "CNY",
    "RMB": "CNY", "円": "JPY", "원": "KRW",
}  # fmt: skip
"""`kr` is taken for the Swedish crown, the commonest; Danish and Norwegian ones look the same."""
_MEANINGS = {**_LEADING, **_OTHERS}


def _alternatives(marks: dict[str, str]) -> str:
    return "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))


LEADING = _alternatives(_LEADING)
"""A pattern of the marks that stand before their amount as a rule."""
ANY = _alternatives(_MEANINGS)
"""A pattern of all marks."""


def currency_of(mark: str, *, chinese: bool) -> str:
    """Return the ISO 4217 code of a mark that one of the patterns found.

    Args:
        mark: The sign, the short name or the code.
        chinese: Whether the yen sign stands for yuan.
    """
    return "CNY" if chinese and mark in "¥￥" else _MEANINGS[mark]
