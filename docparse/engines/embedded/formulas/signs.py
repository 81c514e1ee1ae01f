"""What a glyph is in a formula: its character, and the alphabet it is from."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from docparse.engines.embedded.formulas.glyph_names import character
from docparse.sources.glyphs import named_character

Style = Literal["it", "up", "bf", "bi", "cal", "scr", "frak", "bb", "sf", "tt", "ti", "wide", ""]
"""Italic as letters are in formulas, upright, bold, bold italic, calligraphic, script, Fraktur,
double-struck, sans serif, typewriter, the italic of words; "wide" for accents that stretch; "" for
what is no letter, digit or accent."""

_FONT_NAMES: tuple[tuple[Style, str], ...] = (
    ("bb", "MSBM|KaTeX_AMS|XCCBM|BBM|BBOLD|DSROM|DSSS|[tp]xsyb|DoubleStroke|.*Blackboard"),
    ("scr", "RSFS|KaTeX_Script|LMMathScript"),
    ("frak", "EUF[MB]|KaTeX_Frak|yfrak|ygoth|[tp]xb?mia"),
    (
        "cal",
        "CMB?SY|KaTeX_Calig|XCCSY|LMMathSymbols|LMSY|EUS[MB]|r?[tp]xsys?$|.*Chancery|.*-Cal$"
        "|.*pzcmi|ZapfChan",
    ),
    ("bf", "CMSSBX|LMSans.*Bold|SFSX"),
    (
        "bi",
        "CMMIB|EURB|Fourier-Math-Letters-Bol|LMMathItalic.*Bold|txbmi|rtxbmi|NewTXBMI|NewPXBMI"
        "|.*(Bold|Medi|Semi)[-A-Za-z]*(Ital|Obli|Slan)",
    ),
    (
        "it",
        "CMMI|LMMathItalic|LMMI|EURM|.*txmi|.*pxmi|fplmri|.*MathIt|Fourier-Math-Letters-|futmii"
        "|X?CCMI|CONCMATHI",
    ),
    ("tt", "CM.*TT|LMMono|t1?xtt|rtxtt|.*(Mono|Typewriter|Courier)"),
    ("it", "CMSSI|LMSans.*Obli"),
    ("sf", "CMSS|LMSans|NimbusSan|.*(Sans|Helvet|Arial)"),
    ("ti", "CMTI|LMRoman.*(Ital|Slant)|CMSL|LMRomanSlant|SFTI|SFSL|ECTI"),
    ("it", r".*(Ital|Obli|-It\b)"),
    ("bf", r"CMBX|CMB\d|LMRoman.*Bold|SFBX|.*(Bold|-Medi|Semibold|Black|Demi)"),
)
"""The alphabet of a font by how its name begins; the first that fits counts."""
_FONTS = tuple((style, re.compile(f"(?:{names})", re.I)) for style, names in _FONT_NAMES)
_MATHS = re.compile(
    r"(?:CMMI|CMB?SY|CMEX|MSAM|MSBM|LMMath|LMEX|LMMI|LMSY|EU[FRS][MB]|EUEX|RSFS"
    r"|r?(new)?[tp]xb?(mi|sy|ex)|r[tp]xmi|New[TP]XB?MI|fplm|Fourier-Math|futmi|X?CCMI|XCC[SEAB]"
    r"|CONCMATH|stmary|bbm|bbold|DSROM|esint|wasy|KaTeX_(?!Main)|MJX|MathJax|.*Math|MT-?Extra"
    r"|MTSY|MTMI|Cambria ?Math|.*Euler|ZPLM|psyr|.*MathematicalPi|MathPackS|MnSymbol)",
    re.I,
)
"""Fonts nothing but formulas is set in."""
_SYMBOL_FONT = re.compile(r"(?:Symbol|StandardSymL|.*SymbolMT|OpenSymbol)", re.I)
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
"""The name of an upright letter in fonts that name italic ones by Unicode's alphabets."""
_WIDE = re.compile(r"(?:hat|tilde)(?:(?:more)?wide|\d|ultime)")
_KEPT = frozenset("ℓ℘ℏℜℑℵ")
"""Letters of Unicode's letter-like symbols that LaTeX has by name."""
_LETTERS_APART = {"ℎ": "h", "𝚤": "ı", "𝚥": "ȷ"}
"""Mathematical italic letters that stand outside its block, or are not composed of others."""
_VARIANTS = (
    ("EPSILON", "ϵ"),
    ("THETA", "ϑ"),
    ("KAPPA", "ϰ"),
    ("PHI", "ϕ"),
    ("RHO", "ϱ"),
    ("PI", "ϖ"),
)
"""Variant forms of Greek letters by a word of their names in Unicode."""
_UPRIGHT_OF: dict[Style, Style] = {"it": "up", "bi": "bf"}
_STRUCK = frozenset("k1")
"""What fonts of double-struck capitals hold besides them."""


@lru_cache(maxsize=65_536)
def sign(name: str, text: str, font: str) -> tuple[str, Style]:
    """Return the character of a glyph and its alphabet; ("", "") when nobody says.

    Args:
        name: The glyph's name in its font, or "".
        text: What the text layer says, or "".
        font: The font's name, without the prefix of a subset.
    """
    known = character(name, _text(name, text, font), font)
    if _WIDE.match(name):
        return known, "wide"
    if len(known) != 1:
        return (known, _style(font)) if known.isalpha() else ("", "")
    plain, alphabet = _plain(known)
    if alphabet:
        return plain, alphabet
    if known in _KEPT or not (known.isalpha() or known.isdigit()):
        return known, ""
    return known, _alphabet(known, name, font)


def _alphabet(known: str, name: str, font: str) -> Style:
    """The alphabet of a letter or digit in some font."""
    style = _style(font)
    if _UPRIGHT_CODE.match(name) and style in _UPRIGHT_OF:
        return _UPRIGHT_OF[style]
    if style == "it":  # all letters of Euler are upright, but only its Greek capitals are seen so
        return "up" if font.startswith("EURM") and "Α" <= known <= "Ω" else style
    if style == "cal" and not known.isupper():  # other places of such a font are symbols
        return "it" if known.isascii() and known.islower() else ""
    if style == "bb" and not (known.isascii() and (known.isupper() or known in _STRUCK)):
        return ""
    outside = (style == "frak" and not known.isascii()) or (style == "sf" and known.isdigit())
    return "up" if outside else style


def is_mathematical(font: str) -> bool:
    """Tell fonts that nothing but formulas is set in."""
    return bool(_MATHS.match(font) or _SYMBOL_FONT.match(font))


def _text(name: str, text: str, font: str) -> str:
    """What the text layer says; in fonts of formulas, whose names are to be trusted, the name.

    Converters that know no encoding of these fonts write down nonsense for their characters.
    """
    return (is_mathematical(font) and named_character(name)) or text


def is_sans(font: str) -> bool:
    """Tell fonts without serifs, upright or slanted."""
    return _style(font) == "sf" or font.startswith(("CMSSI", "LMSans"))


@lru_cache(maxsize=1024)
def _style(font: str) -> Style:
    return next((style for style, named in _FONTS if named.match(font)), "up")


def _plain(known: str) -> tuple[str, Style]:
    """The letter of one of Unicode's mathematical alphabets, and which it is; others with ""."""
    if known < "\u2100" or known in _KEPT:
        return known, ""
    if known in _LETTERS_APART:
        return _LETTERS_APART[known], "it"
    called = unicodedata.name(known, "")
    style: Style = next((style for prefix, style in _ALPHABETS if called.startswith(prefix)), "")
    if not style:
        return known, ""
    if "SYMBOL" in called:
        return _variant(called), style
    return unicodedata.normalize("NFKC", known), style


def _variant(called: str) -> str:
    """The variant form of a Greek letter, which compatibility would take for the common one."""
    return next((letter for word, letter in _VARIANTS if word in called), "")
