"""What the backslashes in a model's JSON mean: its own escapes, or LaTeX that was not escaped.

`"\\beta"` is JSON for a backspace and `eta`, which no document holds. How LaTeX is told from a true
control character:

- A reply is *careless* where it holds an escape JSON does not know (`"\\alpha"`): who writes that
  does not escape backslashes. It is *careful* where it is not careless and holds `"\\\\alpha"`.
- `\\b` and `\\f` that spell a command (`\\beta`, `\\frac`) are LaTeX; in careless replies before
  any letter.
- `\\n`, `\\r` and `\\t` that spell a command (`\\nu`, `\\rho`, `\\theta`) are control characters in
  careful replies. Else they are LaTeX between dollars, and in strings without dollars that hold a
  command JSON does not know. Where the rest is no word a line could begin with (`\\nabla`, but not
  `\\to`) they are LaTeX in all careless replies too, and before `{ _ ^ \\`.
- In careless replies `\\\\` before anything but a letter is LaTeX's line break, both signs of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAMES = """
    backslash bar barwedge bbox because begin beta beth between bf bfseries big bigcap bigcirc
    bigcup bigg biggl biggr bigl bigm bigodot bigoplus bigotimes bigr bigsqcup bigstar
    bigtriangledown bigtriangleup biguplus bigvee bigwedge binom blacksquare bm bmod boldmath
    boldsymbol bot bowtie boxed boxdot boxminus boxplus boxtimes breve bullet fbox flat footnote
    footnotesize forall frac frak frown nabla natural ncong ne nearrow neg neq newline nexists
    ngeq ngtr ni nleq nless nmid nobreak noindent nonumber normalsize not notag notin nparallel
    nprec nrightarrow nsim nsubseteq nsucc nsupseteq ntriangleleft nu nwarrow quad raise raisebox
    rangle rbrace rbrack rceil ref rfloor rgroup rho right rightarrow rightharpoonup
    rightleftharpoons rm rmfamily rule rvert rVert tag tan tanh tau tbinom text textbf textcolor
    textit textmd textnormal textrm textsc textsf textstyle textsubscript textsuperscript texttt
    textup tfrac therefore theta thickapprox thinspace tilde times tiny to top triangle
    triangledown triangleleft triangleq triangleright twoheadrightarrow
"""
_LATEX = frozenset(_NAMES.split())
"""Commands that begin with the letter of one of JSON's escapes."""
_LIKE_WORDS = frozenset(
    ("ne", "neg", "ni", "not", "nu", "ref", "rm", "rule", "tag", "tan", "tiny", "to", "top")
)
"""Commands that a control character and a word could spell."""

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|[A-Za-z]+|.|\Z)", re.S)
_CUT_OFF = re.compile(r"\\(?:u[0-9a-fA-F]{0,3}|[A-Za-z]+)?\Z")
_TRUE_ESCAPES = frozenset('"\\/bfnrt')
_CONTROLS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(frozen=True)
class Habits:
    """How a reply treats backslashes.

    Attributes:
        careless: Not escaped.
        careful: Escaped.
        suspect: Sound JSON might say something else than what was meant.
    """

    careless: bool
    careful: bool
    suspect: bool

    @classmethod
    def of(cls, text: str) -> Habits:
        """Look through all escapes of a reply; one at its very end may be cut off."""
        text = _CUT_OFF.sub("", text)
        escapes = [match[1] for match in _ESCAPE.finditer(text)]
        careless = any(_is_unknown(escape) for escape in escapes)
        escaped = re.search(r"\\\\[A-Za-z]{2}", text) is not None
        suspect = careless or any(escape in _LATEX for escape in escapes)
        return cls(careless, escaped and not careless, suspect)


def _is_unknown(escape: str) -> bool:
    """Tell an escape that JSON does not know; a quote's is nobody's carelessness."""
    if escape[:1] == "u":
        return not (len(escape) == 5 and re.fullmatch("u[0-9a-fA-F]{4}", escape))
    return escape[:1] not in _TRUE_ESCAPES and escape[:1] not in ("", "'", "\n")


def unescape(raw: str, habits: Habits) -> str:
    """Return what a string of JSON says.

    Args:
        raw: The string as it is written, without the quotes around it.
        habits: Of the reply it stands in.
    """
    if "\\" not in raw:
        return raw
    formula = "$" not in raw and any(_is_unknown(match[1]) for match in _ESCAPE.finditer(raw))

    def decoded(match: re.Match[str]) -> str:
        name = match[1]
        following = raw[match.end() : match.end() + 1]
        if re.fullmatch("u[0-9a-fA-F]{4}", name):
            return chr(int(name[1:], 16))
        if name == "\\":
            line_break = habits.careless and not following.isalpha()
            return "\\\\" if line_break else "\\"
        if name[:1] in _CONTROLS:
            in_math = formula or raw.count("$", 0, match.start()) % 2 == 1
            in_math |= bool(following) and following in "{_^\\" and name not in _LIKE_WORDS
            if _is_command(name, habits, in_math):
                return "\\" + name
            return _CONTROLS[name[0]] + name[1:]
        return name if name in ('"', "/", "'") else "\\" + name

    text = _ESCAPE.sub(decoded, raw)
    return _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def _is_command(name: str, habits: Habits, in_math: bool) -> bool:
    """Tell a LaTeX command that begins as an escape does; the module's docstring has the rules."""
    if name[0] in "bf":
        return name in _LATEX or (habits.careless and len(name) > 1)
    if name not in _LATEX or habits.careful:
        return False
    return in_math or (habits.careless and name not in _LIKE_WORDS)
