"""Runs as GitHub Markdown inside a block: styles that are sure to be parsed as such."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docparse.markup.escaping import escape_html
from docparse.markup.literal import (
    Surroundings,
    Where,
    escape_literal,
    is_punctuation,
    is_space,
    lonely_delimiters,
    may_be_punctuation,
)
from docparse.markup.styled import Citation, Inline, Node, Span, nest

_STARS = {"bold": "**", "italic": "*"}
_TAGS = {"bold": "b", "italic": "i", "superscript": "sup", "subscript": "sub"}
_BARE_URL = re.compile(r"[\w:/?#@!$&'*+,;=.~%-]+", re.A)
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][!#$&-;=?-Z_a-z~]*)?")
_URL_TAIL = re.compile(r"[?!.,:;*_~')]+$")
_SYNTAX_IN_URL = re.compile(r"[*~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_ENTITY_LIKE = re.compile(r"&(?=#?\w+;)", re.A)


@dataclass(frozen=True)
class _Text:
    """Words of the document, to be escaped."""

    text: str
    in_link: bool


@dataclass(frozen=True)
class _Raw:
    """Markdown as it is."""

    text: str
    citation: bool = False


@dataclass(frozen=True)
class _Edge:
    """Where bold or italic begins or ends."""

    style: str
    opening: bool
    as_tag: bool = False

    @property
    def text(self) -> str:
        if self.as_tag:
            return f"<{_TAGS[self.style]}>" if self.opening else f"</{_TAGS[self.style]}>"
        return _STARS[self.style]


_Token = _Text | _Raw | _Edge


def runs_to_markdown(runs: Iterable[Inline], where: Where) -> str:
    """Return the runs as GitHub Markdown that shows the same words in the same styles.

    Bold and italic are written with stars where CommonMark's flanking rules let them open and
    close, and as `<b>` and `<i>` elsewhere: inside words, beside CJK punctuation.

    Args:
        runs: The text of a block or cell.
        where: The kind of place it will stand in, which says what must be escaped.
    """
    tokens = _sure(list(_tokens(nest(runs), where, in_link=False)), where)
    return "".join(_written(tokens, where))


def _tokens(nodes: Iterable[Node], where: Where, in_link: bool) -> Iterator[_Token]:
    for node in nodes:
        if isinstance(node, Span):
            yield from _span(node, where, in_link)
        elif isinstance(node, Citation):
            labels = "".join(f"[^{note.label}]" for note in node.notes)
            yield _Raw(labels, citation=True)
        elif node.math:
            yield _Raw(_math(node.text, where))
        elif node.code:
            yield from _code(node.text, where, in_link)
        else:
            yield from _words(node.text, in_link)


def _words(text: str, in_link: bool) -> Iterator[_Token]:
    """Text, and bare URLs that escaping would spoil: GitHub takes backslashes as part of them."""
    done = 0
    for match in () if in_link else _URL.finditer(text):
        end = match.start() + len(_URL_TAIL.sub("", match[0]))
        url = text[match.start() : end]
        if _SYNTAX_IN_URL.search(url) and not _ENTITY_LIKE.search(url):
            if done < match.start():
                yield _Text(text[done : match.start()], in_link)
            yield _Raw(f"<{url}>")
            done = end
    if done < len(text):
        yield _Text(text[done:], in_link)


def _span(span: Span, where: Where, in_link: bool) -> Iterator[_Token]:
    name = span.style.name
    inside = list(_tokens(span.children, where, in_link or name == "link"))
    if name == "link":
        yield from _link(span.style.url, inside)
    elif name == "mark":
        title = re.sub(r"[|$`*_\\\n]", _entity, escape_html(span.style.title))
        yield from (_Raw(f'<mark title="{title}">'), *inside, _Raw("</mark>"))
    elif name in _STARS:
        yield from (_Edge(name, opening=True), *inside, _Edge(name, opening=False))
    else:
        yield from (_Raw(f"<{_TAGS[name]}>"), *inside, _Raw(f"</{_TAGS[name]}>"))


def _entity(sign: re.Match[str]) -> str:
    """A sign that Markdown would read, so that it does not."""
    return f"&#{ord(sign[0])};"


def _link(url: str, inside: Sequence[_Token]) -> Iterator[_Token]:
    target = _ENTITY_LIKE.sub("&amp;", url)
    if [token.text for token in inside] == [target] and _URL.fullmatch(target):
        yield _Raw(f"<{target}>")
        return
    target = target if _BARE_URL.fullmatch(target) else f"<{target}>"
    yield from (_Raw("["), *inside, _Raw(f"]({target})"))


def _math(latex: str, where: Where) -> str:
    """A formula between dollars, kept from being cut or read as a tag."""
    latex = re.sub(r"(?<!\\)\$", r"\\$", latex.strip()).rstrip("\\")
    latex = re.sub(r"<(?=[A-Za-z/!?])", "< ", latex).replace("]:", "] :")
    if where.cell:
        latex = latex.replace(r"\|", r"\Vert ").replace("|", r"\vert ")
    return f"${latex}$" if latex else ""


def _code(text: str, where: Where, in_link: bool) -> Iterator[_Token]:
    """A code span behind more backticks than it holds in a row.

    Where a span would not keep its text to itself, it is a tag: `[`, `]:` and what is between
    them is taken for a link's definition, and no bar behind a backslash can stand in a cell.
    """
    if "]:" in text or (where.cell and "\\|" in text):
        yield from (_Raw("<code>"), _Text(text, in_link), _Raw("</code>"))
        return
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    text = text.replace("|", "\\|") if where.cell else text
    yield _Raw(f"{fence}{padding}{text}{padding}{fence}")


def _sure(tokens: list[_Token], where: Where) -> list[_Token]:
    """Write as tags the pairs whose stars would not be read as opening and closing."""
    pairs = _pairs(tokens)
    while True:
        unsure = [
            pair
            for pair in pairs
            if _is_star(tokens[pair[0]])
            and not (_opens(tokens, pair[0], where) and _closes(tokens, pair[1], where))
        ]
        if not unsure:
            return tokens
        tagged = {at for pair in unsure for at in pair}
        tokens = [
            replace(token, as_tag=True) if at in tagged and isinstance(token, _Edge) else token
            for at, token in enumerate(tokens)
        ]


def _pairs(tokens: Sequence[_Token]) -> list[tuple[int, int]]:
    pairs, opened = [], []
    for at, token in enumerate(tokens):
        if isinstance(token, _Edge) and token.opening:
            opened.append(at)
        elif isinstance(token, _Edge):
            pairs.append((opened.pop(), at))
    return pairs


def _is_star(token: _Token | None) -> bool:
    return isinstance(token, _Edge) and not token.as_tag


def _opens(tokens: Sequence[_Token], at: int, where: Where) -> bool:
    """Tell whether the stars around this edge are left-flanking, and stand by no closing ones."""
    first, last = _star_run(tokens, at)
    if not all(isinstance(t, _Edge) and t.opening for t in tokens[first : last + 1]):
        return False
    before, after = _before(tokens, first, where), _after(tokens, last, where)
    if _inside_stars(tokens, first) and _may_close(before, after):
        return False
    return not is_space(after) and (
        not may_be_punctuation(after) or is_space(before) or is_punctuation(before)
    )


def _inside_stars(tokens: Sequence[_Token], at: int) -> bool:
    edges = [token for token in tokens[:at] if isinstance(token, _Edge) and not token.as_tag]
    return sum(1 if edge.opening else -1 for edge in edges) > 0


def _may_close(before: str, after: str) -> bool:
    """Tell whether opening stars could be taken for the end of those around them."""
    return not is_space(before) and (
        not is_punctuation(before) or is_space(after) or may_be_punctuation(after)
    )


def _closes(tokens: Sequence[_Token], at: int, where: Where) -> bool:
    """Tell whether the stars around this edge are right-flanking."""
    first, last = _star_run(tokens, at)
    while last > at and not _closing(tokens[last]):
        last -= 1
    before, after = _before(tokens, first, where), _after(tokens, last, where)
    return not is_space(before) and (
        not may_be_punctuation(before) or is_space(after) or is_punctuation(after)
    )


def _closing(token: _Token) -> bool:
    return isinstance(token, _Edge) and not token.opening


def _star_run(tokens: Sequence[_Token], at: int) -> tuple[int, int]:
    first = last = at
    while first and _is_star(tokens[first - 1]):
        first -= 1
    while last + 1 < len(tokens) and _is_star(tokens[last + 1]):
        last += 1
    return first, last


def _before(tokens: Sequence[_Token], at: int, where: Where) -> str:
    """The character that will be written before a token, empty at the start of the block."""
    return tokens[at - 1].text[-1:].replace("\n", where.newline[-1]) if at else ""


def _after(tokens: Sequence[_Token], at: int, where: Where) -> str:
    if at + 1 == len(tokens):
        return ""
    return tokens[at + 1].text[:1].replace("\n", where.newline[0])


def _written(tokens: Sequence[_Token], where: Where) -> Iterator[str]:
    markup = "".join(token.text for token in tokens if not isinstance(token, _Text))
    texts = [token.text for token in tokens if isinstance(token, _Text)]
    lonely = lonely_delimiters(texts, frozenset("*_~$").intersection(markup))
    for at, token in enumerate(tokens):
        if not isinstance(token, _Text):
            yield token.text
            continue
        previous = tokens[at - 1] if at else None
        around = Surroundings(
            before=_before(tokens, at, where),
            after=_after(tokens, at, where),
            after_citation=isinstance(previous, _Raw) and previous.citation,
            in_link=token.in_link,
            lonely=lonely,
        )
        yield escape_literal(token.text, where, around)
