"""What a glyph is in a formula: its character, and the alphabet it is from."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from docparse.engines.embedded.formulas.glyph_names import character

Style = Literal["it", "up", "bf", "bi", "cal", "scr", "frak", "bb", "sf", "tt", "ti", "wide", ""]
"""Italic as letters are in formulas, upright, bold, bold italic, calligraphic, script, Fraktur,
double-struck, sans serif, typewriter, the italic of words; "wide" for accents that stretch; "" for
what is no letter, digit or accent."""

_FONTS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    (
        "bb",
        re.compile(
            r"^(MSBM|KaTeX_AMS|XCCBM|BBM|BBOLD|DSROM|DSSS|[tp]xsyb|DoubleStroke|.*Blackboard)", re.I
        ),
    ),
    ("scr", re.compile(r"^(RSFS|KaTeX_Script|LMMathScript)", re.I)),
    ("frak", re.compile(r"^(EUF[MB]|KaTeX_Frak|yfrak|ygoth)", re.I)),
    (
        "cal",
        re.compile(
            r"^(CMB?SY|KaTeX_Calig|XCCSY|LMMathSymbols|LMSY|EUS[MB]|r?[tp]xsys?$|.*Chancery|.*-Cal$|.*pzcmi|ZapfChan)",
            re.I,
        ),
    ),
    (
        "bi",
        re.compile(
            r"^(CMMIB|LMMathItalic.*Bold|txbmi|rtxbmi|NewTXBMI|NewPXBMI|.*(Bold|Medi|Semi)[-A-Za-z]*(Ital|Obli|Slan))",
            re.I,
        ),
    ),
    (
        "it",
        re.compile(
            r"^(CMMI|LMMathItalic|LMMI|EURM|.*txmi|.*pxmi|fplmri|.*MathIt|Fourier-Math-Letters|futmii|X?CCMI|CONCMATHI)",
            re.I,
        ),
    ),
    ("tt", re.compile(r"^(CM.*TT|LMMono|t1?xtt|rtxtt|.*(Mono|Typewriter|Courier))", re.I)),
    ("it", re.compile(r"^(CMSSI|LMSans.*Obli)", re.I)),
    ("sf", re.compile(r"^(CMSS|LMSans|.*(Sans|Helvet|Arial))", re.I)),
    ("ti", re.compile(r"^(CMTI|LMRoman.*(Ital|Slant)|CMSL|LMRomanSlant|SFTI|SFSL|ECTI)", re.I)),
    ("it", re.compile(r"^.*(Ital|Obli|-It\b)", re.I)),
    (
        "bf",
        re.compile(r"^(CMBX|CMB\d|LMRoman.*Bold|SFBX|.*(Bold|-Medi|Semibold|Black|Demi))", re.I),
    ),
)
"""The alphabet of a font by its name; the first that fits counts."""
_MATHS = re.compile(
    r"^(CMMI|CMB?SY|CMEX|MSAM|MSBM|LMMath|LMEX|LMMI|LMSY|EU[FRS][MB]|EUEX|RSFS|r?(new)?[tp]xb?(mi|sy|ex)|r[tp]xmi"
    r"|New[TP]XB?MI|fplm|Fourier-Math|futmi|X?CCMI|XCC[SEAB]|CONCMATH|stmary|bbm|bbold|DSROM|esint|wasy"
    r"|KaTeX_(?!Main)|MJX|MathJax|.*Math|MT-?Extra|MTSY|MTMI|Cambria ?Math|.*Euler|ZPLM|psyr|.*MathematicalPi|MathPackS|MnSymbol)",
    re.I,
)
_SYMBOL_FONT = re.compile(r"^(Symbol|StandardSymL|.*SymbolMT|OpenSymbol)", re.I)
_ALPHABETS: tuple[tuple[str, Style], ...] = (
    ("MATHEMATICAL BOLD ITALIC", "bi"),
    ("MATHEMATICAL SANS-SERIF BOLD", "bf"),
    ("MATHEMATICAL BOLD SCRIPT", "cal"),
    ("MATHEMATICAL BOLD FRAKTUR", "frak"),
    ("MATHEMATICAL BOLD", "bf"),
    ("MATHEMATICAL ITALIC", "it"),
    ("MATHEMATICAL SCRIPT", "cal"),
    ("MATHEMATICAL FRAKTUR", "frak"),
    ("MATHEMATICAL DOUBLE-STRUCK", "bb"),
    ("MATHEMATICAL SANS-SERIF", "sf"),
    ("MATHEMATICAL MONOSPACE", "tt"),
    ("SCRIPT ", "cal"),
    ("BLACK-LETTER ", "frak"),
    ("DOUBLE-STRUCK ", "bb"),
)
_UPRIGHT_CODE = re.compile(r"uni0[0-9A-F]{3}$")
"""How fonts that name italic letters by Unicode's mathematical alphabets name their upright ones."""
_WIDE = re.compile(r"(?:hat|tilde)(?:(?:more)?wide|\d|ultime)")
_KEPT = frozenset("ℓ℘ℏℜℑℵ")
_GREEK_FORMS = {"ϑ": "ϑ", "ϕ": "ϕ", "ϖ": "ϖ", "ϰ": "ϰ", "ϱ": "ϱ", "ϵ": "ϵ", "ϝ": "ϝ"}


@lru_cache(maxsize=65_536)
def sign(name: str, text: str, font: str) -> tuple[str, Style]:
    """Return the character of a glyph and its alphabet; ("", "") when nobody says.

    Args:
        name: The glyph's name in its font, or "".
        text: What the text layer says, or "".
        font: The font's name, without the prefix of a subset.
    """
    known = character(name, text, font)
    if _WIDE.match(name):
        return known, "wide"
    if len(known) != 1:
        return (known, _style(font)) if known.isalpha() else ("", "")
    if known in _KEPT:
        return known, ""
    plain, alphabet = _plain(known)
    if alphabet:
        return plain, alphabet
    if not (known.isalpha() or known.isdigit()):
        return known, ""
    style = _style(font)
    if _UPRIGHT_CODE.match(name) and style in {"it", "bi"}:
        return known, "up" if style == "it" else "bf"
    if style == "cal" and not known.isupper():  # the other places of such a font are symbols
        return known, "it" if known.isalpha() and known.islower() and known.isascii() else ""
    if style == "bb" and not (known.isascii() and (known.isupper() or known in "k1")):
        return known, ""
    return known, "up" if style == "sf" and known.isdigit() else style


def is_mathematical(font: str) -> bool:
    """Tell fonts that nothing but formulas is set in."""
    return bool(_MATHS.match(font) or _SYMBOL_FONT.match(font))


def is_sans(font: str) -> bool:
    """Tell fonts without serifs, upright or slanted."""
    return _style(font) == "sf" or font.startswith(("CMSSI", "LMSans"))


@lru_cache(maxsize=1024)
def _style(font: str) -> Style:
    return next((style for style, named in _FONTS if named.match(font)), "up")


def _plain(known: str) -> tuple[str, Style]:
    """The letter of one of Unicode's mathematical alphabets, and which it is."""
    if known < "\u2100" or known in _GREEK_FORMS:
        return known, ""
    called = unicodedata.name(known, "")
    for prefix, style in _ALPHABETS:
        if called.startswith(prefix):
            if "SYMBOL" in called or known in "𝜖𝜗𝜘𝜙𝜚𝜛𝝐𝝑𝝒𝝓𝝔𝝕𝛜𝛝𝛞𝛟𝛠𝛡":
                return _symbol(called), style
            return unicodedata.normalize("NFKC", known), style
    if known == "ℎ":
        return "h", "it"
    if known in "𝚤𝚥":
        return {"𝚤": "ı", "𝚥": "ȷ"}[known], "it"
    return known, ""


def _symbol(called: str) -> str:
    """The variant forms of Greek letters, which compatibility would take back to the common ones."""
    for word, letter in _FORMS:
        if word in called:
            return letter
    return ""


_FORMS = (
    ("EPSILON", "ϵ"),
    ("THETA", "ϑ"),
    ("KAPPA", "ϰ"),
    ("PHI", "ϕ"),
    ("RHO", "ϱ"),
    ("PI", "ϖ"),
)
