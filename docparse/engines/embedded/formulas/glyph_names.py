"""Which character a glyph is, by its name in the fonts of TeX.

Only names that Adobe's list of glyph names does not know, or takes for another character. Sources:
the encodings of Computer Modern (OML, OMS, OMX), of the AMS's symbol fonts, and of stmaryrd.
"""

from __future__ import annotations

import re

_SIZED = re.compile(
    r"(?P<stem>[a-z]+?)(?:bi?g+|Bi?g+|bbig|BBig|wide[rst]*|\d|text|display|morewidest|ultime)$"
)
_UNICODE = re.compile(r"(?:uni([0-9A-F]{4})|u(1[0-9A-F]{4}))(?:\..*)?$")
_VARIANT = re.compile(
    r"\.(?:\d+|s\d+|size\d|big|di?sp(?:lay)?|h?size\w*|v\d+|oldstyle|taboldstyle|alt|ssty\d?)$"
)


def _pairs(listed: str) -> dict[str, str]:
    """Names and characters by turns, as a mapping."""
    words = listed.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_STEM_LIST = (
    "parenleft ( parenright ) bracketleft [ bracketright ] braceleft { braceright } "
    "floorleft ⌊ floorright ⌋ ceilingleft ⌈ ceilingright ⌉ angbracketleft ⟨ "
    "angbracketright ⟩ bracketdoubleleft ⟦ bracketdoubleright ⟧ slash / backslash \\ "
    "radical √ summation ∑ product ∏ coproduct ∐ integral ∫ contintegral ∮ union ⋃ "
    "intersection ⋂ unionmulti ⨄ unionsq ⨆ logicaland ⋀ logicalor ⋁ circleplus ⨁ "
    "circlemultiply ⨂ circledot ⨀ hat \u0302 tilde \u0303 integraldbl ∬ integraltrpl ∭"
)
_STEMS = _pairs(_STEM_LIST)
"""Glyphs that come in sizes, without what names the size."""

_NAME_LIST = (
    "parenlefttp ⎛ parenleftex ⎜ parenleftbt ⎝ parenrighttp ⎞ parenrightex ⎟ parenrightbt ⎠ "
    "bracketlefttp ⎡ bracketleftex ⎢ bracketleftbt ⎣ bracketrighttp ⎤ bracketrightex ⎥ "
    "bracketrightbt ⎦ bracelefttp ⎧ braceleftmid ⎨ braceleftbt ⎩ braceex ⎪ bracerighttp ⎫ "
    "bracerightmid ⎬ bracerightbt ⎭ vextendsingle ⏐ arrowvertex ⏐ vextenddouble ‖ "
    "bardblex ‖ vec \u20d7 "
    "arrowvertexdbl ‖ arrowtp ↑ arrowbt ↓ arrowdbltp ⇑ arrowdblbt ⇓ radicalbt ⎷ "
    "radicalvertex │ radicaltp ┌ bracehtipdownleft ╭ bracehtipdownright ╮ bracehtipupleft ╰ "
    "bracehtipupright ╯ phi ϕ phi1 φ epsilon1 ϵ Delta Δ Omega Ω mu μ mapsto ↦ "
    "arrowhookleft ↪ arrowhookright ↩ negationslash \u0338 circlecopyrt ◯ openbullet ∘ "
    "bar | bardbl ‖ dotlessj ȷ tie ⁀ vector \u20d7 club ♣ heart ♡ diamond ♢ spade ♠ "
    "coproduct ⨿ propersubset ⊂ unionmulti ⊎ asteriskmath ∗ gimel ℷ beth ℶ daleth ℸ kappa κ "
    "emptyset ∅ lscript ℓ dblarrowleft ⇇ dblarrowright ⇉ lozenge ◊ squaresmallsolid ▪ "
    "notlessorslnteql ≰ notgreaterorslnteql ≱ notprecedesoreql ⋠ notfollowsoreql ⋡ "
    "lessornotsimilar ⋦ greaterornotsimilar ⋧ notsubsetordbleql ⊈ notsupersetordbleql ⊉ "
    "subsetornoteql ⊊ supersetornoteql ⊋ notshortbar ∤ notshortparallel ∦ barshort ∣ "
    "parallelshort ∥ bracehext ─ dotacc ˙ iintegdisplay ∬ iintegtext ∬ iiintegdisplay ∭ "
    "radicallow √ hookrightchar ↪ barex ⏐ simequal ≅ emptysetstress ∅ nequal ≠ "
    "integraldisplaydouble ∬ integraltextdouble ∬ nelement ∉ nsimilar ≁ "
    "nsimilarequal ≄ nequivalence ≢ "
    "npropersubset ⊄ colonequal ≔ llbracket ⟦ rrbracket ⟧ dblbracketleft ⟦ "
    "dblbracketright ⟧ lightning ↯ dotmath ⋅ minute ′ second ″ ellipsis … integraltp ⌠ "
    "integralbt ⌡ radicalex ‾ congruent ≅ suchthat ∋ angleleft ⟨ angleright ⟩ gradient ∇ "
    "reflexsubset ⊆ dividemultiply ⋇ equalorsimilar ≂ followsorcurly ≽ precedesorcurly ≼ "
    "langle ⟨ rangle ⟩ planckover2pi ℏ planckover2pi1 ℏ ddotacc ¨ dotaccent ˙ "
    "macron ¯ circumflex ˆ "
    "asciicircum ˆ"
)
_NAMES = _pairs(_NAME_LIST)
"""Other glyphs."""

_AMS_SYMBOLS = {"diamond": "◊", "diamondsolid": "⧫", "star": "★", "square": "□"}
"""What the names mean in the AMS's first symbol font."""
_PLAIN = str.maketrans(
    {
        "∆": "Δ", "µ": "μ", "Ω": "Ω", "∥": "‖", "⋅": "·",
        "∙": "·", "⃝": "◯", "ħ": "ℏ", "∶": ":", "⊧": "⊨", "∣": "|",
    }
)  # fmt: skip
"""Characters that look the same, as one."""


def character(name: str, text: str, font: str) -> str:
    """Return the character a glyph shows; "" when nobody says.

    Args:
        name: The glyph's name in its font, or "".
        text: What the text layer says, or "".
        font: The font's name.
    """
    if font[:4] in {"MSAM", "txsy"} and name in _AMS_SYMBOLS:
        return _AMS_SYMBOLS[name]
    plain = _VARIANT.sub("", name)
    plain = plain[:-1] if plain.endswith(("tpA", "exA", "btA")) else plain
    if plain in _NAMES:
        return _NAMES[plain]
    sized = _SIZED.match(plain)
    if sized and sized["stem"] in _STEMS:
        return _STEMS[sized["stem"]]
    if code := _UNICODE.match(name):
        return chr(int(code[1] or code[2], 16)).translate(_PLAIN)
    private = len(text) == 1 and ("\ue000" <= text <= "\uf8ff" or text < " ")
    return "" if private else text.translate(_PLAIN)
