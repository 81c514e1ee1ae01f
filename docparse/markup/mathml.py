"""LaTeX to MathML, by latex2mathml, with its result looked through.

The converter lets through what it does not know: a command becomes an identifier with a backslash,
a missing argument an element with too few children. Such a result is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from docparse.errors import OutputError
from docparse.markup.latex import is_balanced

_ARITY = {
    "mfrac": 2,
    "mroot": 2,
    "msub": 2,
    "msup": 2,
    "munder": 2,
    "mover": 2,
    "msubsup": 3,
    "munderover": 3,
}
"""Children an element must have (MathML Core, section 3)."""
_SAME = {"aligned": "split", "alignedat": "split", "gathered": "matrix", "dcases": "cases"}
"""Environments the converter does not know, and those it knows that look alike."""
_ENVIRONMENT = re.compile(rf"\\(begin|end)\s*\{{({'|'.join(_SAME)})\}}")
_COLUMNS = re.compile(r"(\\begin\s*\{alignedat\})\s*\{\d*\}")
_FUNCTION = re.compile(r"\\(arg|lg|hom|Pr)(?![A-Za-z])")
"""Operators the converter takes for unknown."""
_SCRIPTED = re.compile(
    r"(\\begin\{(\w+)\}.*?\\end\{\2\}|\\binom\s*\{[^{}]*\}\s*\{[^{}]*\})(?=\s*[_^])", re.S
)
"""What the converter takes no scripts behind, unless it is in braces."""
_SIZED = re.compile(r"\\(?:big|Big|bigg|Bigg)[lrm]?\s*(?=\\)")
"""Sizes of delimiters the converter does not see behind."""
_SILENT = re.compile(r"\\(?:nonumber|notag|displaylimits)(?![A-Za-z])|\\label\s*\{[^{}]*\}")
_OPERATOR = re.compile(r"(\\operatorname\*?\s*)(\{[^{}]*\})")
_SPACE = re.compile(r"\\[,;:! ]|~")
_WITH_LIMITS = re.compile(
    r"(\\(?:lim|limsup|liminf|max|min|sup|inf|sum|prod|coprod|bigcup|bigcap|bigoplus|bigotimes"
    r"|bigvee|bigwedge|det|gcd|Pr|operatorname\*\s*\{[^{}]*\}))(?=\s*[_^])"
)
"""What has its limits above and below in a display."""
_LONE_AND = re.compile(r"&(?!#?\w+;)")
_ESCAPED = re.compile(r"\\([&%#_${} ])")
_COMMAND = re.compile(r"\\[A-Za-z]+|.\\$")


def latex_to_mathml(latex: str, *, display: bool) -> str:
    """Return a `<math>` element.

    Args:
        latex: What stands between the delimiters.
        display: Whether it stands on lines of its own.

    Raises:
        OutputError: It is no formula, or one of its commands is not known.
    """
    if not latex.strip() or not is_balanced(latex):
        raise OutputError(f"no MathML for {latex[:80]!r}: its braces do not match, or it is empty")
    from latex2mathml.converter import convert

    try:
        markup = convert(_known(latex, display), display="block" if display else "inline")
        root = etree.fromstring(_LONE_AND.sub("&amp;", markup).encode())
    except Exception as error:  # those of the converter have no root of their own
        raise OutputError(f"no MathML for {latex[:80]!r}: {type(error).__name__}") from error
    for name in root.iter("{*}mi"):
        if name.text == "⋿":  # the converter's own idea of a sans serif E
            name.text = "𝖤"
    for text in root.iter("{*}mtext"):
        text.text = _ESCAPED.sub(r"\1", text.text or "")
    faults = list(_faults(root)) if "<mi>&</mi>" not in markup else ["there is a & outside rows"]
    if faults:
        raise OutputError(f"no MathML for {latex[:80]!r}: {faults[0]}")
    return etree.tostring(root, encoding="unicode")


def _known(latex: str, display: bool) -> str:
    """The formula in words the converter knows."""
    latex = _FUNCTION.sub(r"\\operatorname{\1}", _SCRIPTED.sub(r"{\1}", latex))
    latex = _SIZED.sub("", latex)
    latex = _COLUMNS.sub(r"\1", latex)
    latex = _ENVIRONMENT.sub(lambda found: f"\\{found[1]}{{{_SAME[found[2]]}}}", latex)
    latex = _OPERATOR.sub(lambda found: found[1] + _SPACE.sub("\u2009", found[2]), latex)
    if display:
        latex = _WITH_LIMITS.sub(r"\1\\limits", latex)
    return _SILENT.sub("", latex).strip()


def _faults(root: etree._Element) -> Iterator[str]:
    """What the converter did not understand."""
    for element in root.iter():
        name = etree.QName(element).localname
        if command := _COMMAND.search(element.text or ""):
            yield f"{command[0]} is not known"
        if name in _ARITY and len(element) != _ARITY[name]:
            yield f"an argument is missing ({name})"
