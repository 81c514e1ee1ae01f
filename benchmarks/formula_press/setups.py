"""The ways in which documents are typeset: engine, class, size, fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from benchmarks.formula_press.corpus import Split

Engine = Literal["pdflatex", "xelatex", "lualatex", "dvips"]

_OPENTYPE = r"""\usepackage[mathbf=sym,mathsf=sym,mathtt=sym]{unicode-math}
\setmainfont[Extension=.otf,%s]{%s}
\setmathfont{%s}
\providecommand{\llbracket}{\lBrack}\providecommand{\rrbracket}{\rBrack}
\protected\def\boldsymbol#1{\symbfit{#1}}
\AtBeginDocument{\protected\def\setminus{\mathbin{\backslash}}%%
\protected\def\Box{\mdlgwhtsquare}}"""
Alike = tuple[tuple[str, str], ...]
_NO_BOLD: Alike = ((r"\\boldsymbol\{([^{}]*)\}", r" \1"),)
_ONE_SCRIPT: Alike = ((r"\\mathscr", r"\\mathcal"),)
_ONLY_SCRIPT: Alike = ((r"\\mathcal", r"\\mathscr"),)
_CAPITALS = "Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega"
_SLANTED_CAPITALS: Alike = ((rf"\\({_CAPITALS})(?![A-Za-z])", r"\\var\1"),)
_ALIKE_IN_OPENTYPE: Alike = (
    *_ONE_SCRIPT,
    (r"\\boldsymbol\{(\d)\}", r"\\mathbf{\1}"),
    (r"\\wide(hat|tilde)\{(\w)\}", r"\\\1{\2}"),
    (r"\\mathfrak\{R\}", r"\\Re"),
)
_SYMBOLS = r"\usepackage{amssymb,stmaryrd,mathrsfs}"
_CM = rf"{_SYMBOLS}\usepackage{{amsfonts}}"
_LM = rf"\usepackage[T1]{{fontenc}}\usepackage{{lmodern}}{_SYMBOLS}"
_TYPE_3 = r"\pdfmapfile{}" + "".join(
    rf"\pdfmapline{{+eufm{size} EUFM{size} <eufm{size}.pfb}}" for size in (5, 7, 10)
)
"""Without a map all fonts are bitmaps; but Fraktur has no source to make bitmaps from."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """One way to typeset a document.

    Attributes:
        name: Of the files made with it.
        engine: The program; `dvips` stands for latex, dvips and ps2pdf.
        document_class: With its options.
        fonts: The part of the preamble that chooses them.
        bitmaps: What to put first to get bitmapped (Type 3) fonts.
        only: The split it is kept for.
        lacks: Commands that have no glyph there.
        alike: Patterns of what is drawn as something else, and that.
    """

    name: str
    engine: Engine = "pdflatex"
    document_class: str = r"\documentclass{article}"
    fonts: str = _CM
    bitmaps: str = ""
    only: Split | None = None
    lacks: tuple[str, ...] = ()
    alike: Alike = ()

    def spelled(self, latex: str) -> str:
        """Write what these fonts draw alike in one way, as nobody could read which was meant."""
        opentype = _ALIKE_IN_OPENTYPE if "unicode-math" in self.fonts else ()
        for pattern, replacement in (*self.alike, *opentype):
            latex = re.sub(pattern, replacement, latex)
        return latex

    @property
    def is_slides(self) -> bool:
        return "{beamer}" in self.document_class

    @property
    def is_narrow(self) -> bool:
        return "twocolumn" in self.document_class or "IEEEtran" in self.document_class


def setups(split: Split) -> Iterator[Setup]:
    """Yield the setups of a split."""
    return (setup for setup in ALL if setup.only in {None, split})


def _faces(text: str, math: str) -> str:
    """Name the faces in the way of the file that is named, `x-regular` or `X-Regular`."""
    family, regular = text.split("-")
    faces = {"UprightFont": "regular", "ItalicFont": "italic", "BoldFont": "bold"}
    case = str.title if regular.istitle() else str.lower
    return _OPENTYPE % (
        ",".join(f"{key}=*-{case(face)}" for key, face in faces.items()),
        family,
        math,
    )


def _opentype(name: str, engine: Engine, text: str, math: str, options: str = "") -> Setup:
    return Setup(
        name=name,
        engine=engine,
        document_class=rf"\documentclass[{options}]{{article}}",
        fonts=_faces(text, math),
    )


def _article(name: str, fonts: str, options: str = "", alike: Alike = ()) -> Setup:
    return Setup(
        name=name,
        document_class=rf"\documentclass[{options}]{{article}}",
        fonts=fonts,
        alike=alike,
    )


ALL: tuple[Setup, ...] = (
    _article("cm10", _CM),
    _article("cm11", _CM, "11pt,a4paper"),
    Setup(name="cm12_report", document_class=r"\documentclass[12pt]{report}"),
    Setup(name="cm9_amsart", document_class=r"\documentclass[9pt]{amsart}"),
    Setup(name="cm10_amsart_leqno", document_class=r"\documentclass[leqno]{amsart}"),
    _article("cm10_twocolumn", _CM, "twocolumn"),
    _article("cm10_fleqn", _CM, "fleqn"),
    Setup(name="cm_beamer", document_class=r"\documentclass{beamer}"),
    Setup(name="cm_ieeetran", document_class=r"\documentclass{IEEEtran}"),
    Setup(name="cm_llncs", document_class=r"\documentclass{llncs}", alike=_SLANTED_CAPITALS),
    Setup(name="cm_revtex", document_class=r"\documentclass[aps,prb,twocolumn]{revtex4-2}"),
    _article("lm11", _LM, "11pt"),
    Setup(
        name="cm10_type3",
        bitmaps=_TYPE_3,
    ),
    Setup(name="cm11_dvips", engine="dvips", document_class=r"\documentclass[11pt]{article}"),
    _article(
        "times_mathptmx",
        rf"{_SYMBOLS}\usepackage{{mathptmx}}",
        alike=(*_NO_BOLD, *_ONLY_SCRIPT, (r"\\epsilon", r"\\varepsilon")),
    ),
    _article("times_txfonts", r"\usepackage{txfonts}\usepackage{stmaryrd,mathrsfs}", "11pt"),
    _article(
        "times_newtx",
        r"\usepackage[T1]{fontenc}\usepackage{newtxtext,newtxmath}\usepackage{stmaryrd,mathrsfs}",
    ),
    _article("palatino_mathpazo", rf"{_SYMBOLS}\usepackage{{mathpazo}}"),
    Setup(
        name="palatino_newpx",
        document_class=r"\documentclass[11pt]{scrartcl}",
        fonts=r"\usepackage[T1]{fontenc}\usepackage{newpxtext,newpxmath}"
        r"\usepackage{stmaryrd,mathrsfs}",
    ),
    _article(
        "fourier",
        rf"{_SYMBOLS}\usepackage{{fourier}}",
        alike=((r"\\boldsymbol\{\\nabla\}", r"\\nabla"),),
    ),
    _article(
        "euler",
        rf"{_SYMBOLS}\usepackage{{mathpazo}}\usepackage[euler-digits]{{eulervm}}",
        alike=((r"\\([lg])eq?(?![A-Za-z])", r"\\\1eqslant"),),
    ),
    _article("concrete", rf"{_SYMBOLS}\usepackage{{ccfonts}}", alike=_NO_BOLD),
    _opentype("xe_lm", "xelatex", "lmroman10-regular", "latinmodern-math.otf"),
    _opentype("xe_stix2", "xelatex", "STIXTwoText-Regular", "STIXTwoMath-Regular.otf", "11pt"),
    _opentype("lua_xits", "lualatex", "XITS-Regular", "XITSMath-Regular.otf"),
    _opentype("xe_termes", "xelatex", "texgyretermes-regular", "texgyretermes-math.otf"),
    _opentype(
        "lua_pagella", "lualatex", "texgyrepagella-regular", "texgyrepagella-math.otf", "11pt"
    ),
    _opentype("lua_lm", "lualatex", "lmroman10-regular", "latinmodern-math.otf", "twocolumn"),
    Setup(
        name="kpfonts",
        only="test",
        fonts=r"\usepackage{kpfonts}\usepackage{stmaryrd}",
        document_class=r"\documentclass{article}",
    ),
    Setup(
        name="xe_libertinus",
        only="test",
        engine="xelatex",
        fonts=_faces("LibertinusSerif-Regular", "LibertinusMath-Regular.otf"),
    ),
    Setup(
        name="lua_bonum",
        only="test",
        engine="lualatex",
        fonts=_faces("texgyrebonum-regular", "texgyrebonum-math.otf"),
    ),
)
