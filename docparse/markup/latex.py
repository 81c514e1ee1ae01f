r"""LaTeX as models write it: tokens apart, in all kinds of delimiters.

Knows tokens, not their meaning: what comes out has the same tokens in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|.)|%[^\n]*(?:\n\s*|\Z)|\s+|.", re.S)
_TEXT = frozenset(
    {"text", "textrm", "textbf", "textit", "textsf", "texttt", "textnormal", "mbox", "hbox"}
)
_FONT = frozenset(
    {"operatorname", "operatorname*", "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "rm", "bf"}
)
_NAMES = frozenset({"begin", "end", "hspace", "vspace", "hspace*", "vspace*", "label", "ref"})
_NO_SPACE_AFTER = frozenset("{([^_'&~|")
_NO_SPACE_BEFORE = frozenset("})]^_{,.;:'!&~|[(")
_WHOLE = (
    re.compile(r"\$\$(.+?)\$\$", re.S),
    re.compile(r"\\\[(.+?)\\\]", re.S),
    re.compile(r"\\\((.+?)\\\)", re.S),
    re.compile(r"\$(.+?)\$", re.S),
    re.compile(r"\\begin\{(equation\*?|displaymath|math)\}(?P<inside>.+?)\\end\{\1\}", re.S),
)
_OPENING = re.compile(r"\s*(?:\$\$?|\\\[|\\\()\s*")
_CLOSING = re.compile(r"\s*(?:\$\$?|\\\]|\\\))\s*$")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")


def strip_math(text: str) -> str:
    r"""Take the delimiters off a formula: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, `equation`.

    A delimiter whose partner is missing, as where a reply was cut off, is taken off too.
    """
    text = text.strip()
    for delimited in _WHOLE:
        found = delimited.fullmatch(text)
        if found is not None:
            inside = found.groupdict().get("inside") or found.group(1)
            if not _OPENING.match(inside) and "$" not in inside.replace(r"\$", ""):
                return strip_math(inside)
    opened, closed = _OPENING.match(text), _CLOSING.search(text)
    if opened is not None and (closed is None or closed.start() < opened.end()):
        return text[opened.end() :].strip()
    if closed is not None and opened is None and not text.endswith(r"\$"):
        return text[: closed.start()].strip()
    return text


def is_balanced(latex: str) -> bool:
    """Tell whether every brace that opens a group has one that closes it."""
    depth = 0
    for token in _TOKEN.findall(latex):
        depth += (token == "{") - (token == "}")
        if depth < 0:
            return False
    return depth == 0


def split_tag(latex: str) -> tuple[str, str | None]:
    r"""Return a formula without its number, and the number, of `\tag{1}`.

    Several numbers belong to its lines and stay where they are, and so does one without a formula.
    """
    parts = _TAG.split(latex)
    if len(parts) != 3 or not (parts[0] + parts[2]).strip():
        return latex, None
    before, number, after = parts
    bare = f"{before.rstrip()} {after.lstrip()}".strip()
    return bare, re.sub(r"^\((.*)\)$", r"\1", number.strip()) or None


def tidy_latex(text: str) -> str:
    r"""Take out spaces that mean nothing: `\mathbf { X } _ { 1 }` becomes `\mathbf{X}_{1}`.

    Spaces inside `\text{…}` and its kin, and those that end the name of a command, stay.
    """
    return "".join(_tidied(_TOKEN.findall(text)))


def _tidied(tokens: Sequence[str]) -> Iterator[str]:
    """Yield tokens with the spaces that are kept; groups of text go through as they are."""
    index, before, spaced, command, fonts = 0, "", False, "", [False]
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token.isspace():
            spaced = True
            continue
        if token[0] == "%":  # a comment ends with its line
            yield token.rstrip() + "\n"
            before, spaced = "", False
            continue
        if _needs_space(before, token) or (spaced and _likes_space(before, token, fonts[-1])):
            yield " "
        yield token
        if token == "{":
            if command in _TEXT or command in _NAMES:
                end = _group_end(tokens, index)
                inside = "".join(tokens[index:end])
                yield re.sub(r"\s+", " ", inside) if command in _TEXT else inside.replace(" ", "")
                index = end
            fonts.append(command in _FONT)
        elif token == "}" and len(fonts) > 1:
            fonts.pop()
        command = token[1:] if token[0] == "\\" else ""
        before, spaced = token, False


def _group_end(tokens: Sequence[str], start: int) -> int:
    """Return where the brace is that closes the group which begins at `start`."""
    depth = 1
    for index in range(start, len(tokens)):
        depth += (tokens[index] == "{") - (tokens[index] == "}")
        if depth == 0:
            return index
    return len(tokens)


def _needs_space(before: str, token: str) -> bool:
    """Without it the name of a command would go on."""
    return _is_word(before) and (token[0].isalpha() or (token == "*" and before[-1] != "*"))


def _likes_space(before: str, token: str, in_font: bool) -> bool:
    """A space that was there and that people would leave there."""
    if not before or before in _NO_SPACE_AFTER or token in _NO_SPACE_BEFORE:
        return False
    if before.isdigit() and token.isdigit():
        return False
    if before in ".," and token.isdigit():
        return before == ","
    return not (in_font and len(before) == 1 and len(token) == 1)


def _is_word(token: str) -> bool:
    return len(token) > 1 and token[0] == "\\" and token[1].isalpha()
