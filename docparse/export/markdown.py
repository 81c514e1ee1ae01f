"""Documents as GitHub Flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from docparse.export.flow import Fields, Items, Part, Unread, paragraphs, walk
from docparse.export.lists import read_marker
from docparse.export.notes import Notes
from docparse.export.survey import Survey, survey
from docparse.markup.escaping import clean, safe_path
from docparse.markup.inline_markdown import runs_to_markdown
from docparse.markup.literal import HEADING, ITEM, PARAGRAPH, Surroundings, escape_literal
from docparse.markup.markdown import table_to_markdown
from docparse.markup.styled import unemphasised
from docparse.schemas import (
    Block,
    Caption,
    Code,
    Figure,
    Footnote,
    Formula,
    Heading,
    KeyValue,
    ListItem,
    Run,
    Table,
    TextBlock,
)
from docparse.schemas.paged import Paged

_RISKY_LINE = re.compile(r"\s*(?:[-+=>#|]|\d+[.)])")
_COMMENT = re.compile(r"(?<!\\)%.*")


def document_to_markdown(document: Paged, *, furniture: bool = False) -> str:
    """Return GitHub Flavoured Markdown.

    Tables with spans are HTML. Footnotes are GitHub's where the text refers to them, plain
    paragraphs elsewhere, since GitHub hides notes nobody refers to. Figures are shown where their
    picture has been written. A page that could not be read is a quoted sentence in its place.

    Args:
        document: The document.
        furniture: Include running headers and footers.
    """
    return "".join(markdown_pieces(document, survey(document), furniture=furniture))


def markdown_pieces(document: Paged, known: Survey, *, furniture: bool = False) -> Iterator[str]:
    """Yield what `document_to_markdown` returns in pieces, page after page.

    Args:
        document: The document.
        known: Its survey.
        furniture: Include running headers and footers.
    """
    writer = _Writer(known.notes, known.captions.by_target)
    written = (writer.part(part) for part in walk(document, furniture=furniture, shows=_shows))
    return paragraphs(written)


def _shows(block: Block) -> bool:
    match block:
        case Figure():
            return block.image is not None
        case Formula():
            return bool(block.latex or block.text.strip())
        case Table():
            return bool(block.rows and block.columns)
        case ListItem() | Footnote() | KeyValue():
            return True
    return bool(block.text.strip())


@dataclass(frozen=True)
class _Writer:
    notes: Notes
    captions: Mapping[str, Caption]

    def part(self, part: Part) -> str:  # noqa: PLR0911 (one for each kind)
        match part:
            case Unread():
                return "> " + _plain(part.sentence).replace("\n", "\n> ")
            case Items():
                return "\n".join(self._list(part.items))
            case Fields():
                return "\n\n".join(_field(field) for field in part.fields)
            case Heading():
                text = runs_to_markdown(unemphasised(self.notes.runs(part)), HEADING)
                return f"{'#' * part.level} {text}"
            case Table():
                return table_to_markdown(part, runs=lambda cell: self.notes.cell_runs(part, cell))
            case Formula():
                return _formula(part)
            case Figure():
                return self._figure(part)
            case Code():
                return _code(part)
            case Footnote():
                return self._footnote(part)
            case TextBlock():
                return runs_to_markdown(self.notes.runs(part), PARAGRAPH)
        raise TypeError(f"no Markdown for {type(part).__name__}")

    def _figure(self, block: Figure) -> str:
        caption = self.captions.get(block.id)
        alt = _plain(caption.text if caption else "Figure", in_brackets=True)
        return f"![{alt}](<{safe_path(block.image or '')}>)"

    def _footnote(self, block: Footnote) -> str:
        if block.id in self.notes.cited_plainly:
            note = self.notes.cited[block.id]
            text = runs_to_markdown(self.notes.runs(block), PARAGRAPH)
            return f"[^{note.label}]: " + text.replace("\n", "\n    ")
        mark = (Run(text=block.mark, superscript=True), Run(text=" ")) if block.mark else ()
        return runs_to_markdown((*mark, *self.notes.runs(block)), PARAGRAPH)

    def _list(self, items: Iterable[ListItem]) -> Iterator[str]:
        levels: list[_Level] = []
        for item in items:
            marker = read_marker(item.marker)
            prefix = (Run(text=marker.prefix),) if marker.text else ()
            text = runs_to_markdown((*prefix, *self.notes.runs(item)), ITEM) or "&nbsp;"
            opens = not levels or levels[-1].depth < item.depth
            levels = _with_item(levels, item, marker.number)
            level = levels[-1]
            if opens and len(levels) > 1 and marker.number not in (None, 1):
                yield ""  # a list that starts at another number cannot follow text directly
            yield (
                " " * level.indent
                + level.bullet
                + " "
                + text.replace("\n", "\n" + " " * level.inside)
            )


@dataclass(frozen=True)
class _Level:
    """A list that is open, as its last item left it."""

    depth: int
    indent: int
    number: int | None
    sign: str

    @property
    def bullet(self) -> str:
        return "-" if self.number is None else f"{self.number}{self.sign}"

    @property
    def inside(self) -> int:
        return self.indent + len(self.bullet) + 1


def _with_item(levels: list[_Level], item: ListItem, number: int | None) -> list[_Level]:
    """The open lists when the item has been put in its place.

    A number that does not follow the one before it begins a new list, by the other sign behind
    the number: Markdown counts for itself.
    """
    outer = [level for level in levels if level.depth < item.depth]
    before = levels[len(outer)] if len(outer) < len(levels) else None
    sign = ")" if item.marker.strip().endswith(")") else "."
    if before and before.number is not None and number is not None:
        follows = number == before.number + 1
        sign = before.sign if follows else {".": ")", ")": "."}[before.sign]
    indent = outer[-1].inside if outer else 0
    return [*outer, _Level(item.depth, indent, number, sign)]


def _plain(text: str, *, in_brackets: bool = False) -> str:
    if in_brackets:
        return escape_literal(
            " ".join(clean(text).split()), HEADING, Surroundings("[", "]", in_link=True)
        )
    return runs_to_markdown([Run(text=text)], PARAGRAPH)


def _field(field: KeyValue) -> str:
    key = field.key.strip()
    colon = "" if not key or key.endswith((":", "：")) else ":"
    return runs_to_markdown(
        [Run(text=key + colon, bold=True), Run(text=" " + field.value)], PARAGRAPH
    )


def _formula(block: Formula) -> str:
    latex = clean(block.latex or "").strip().strip("$").strip()
    if not latex and block.image:
        alt = _plain(" ".join(block.text.split()) or "Formula", in_brackets=True)
        return f"![{alt}](<{safe_path(block.image)}>)"
    if not latex:
        return _plain(block.text)
    number = " ".join(re.sub(r"[{}\\$%]", "", clean(block.tag or "")).split())
    if not block.display:
        beside = [Run(text=f" ({number})")] if number else []
        return runs_to_markdown([Run(text=latex, math=True), *beside], PARAGRAPH)
    tag = f"\n\\tag{{{number}}}" if number else ""
    lines = [_COMMENT.sub("", line).rstrip() for line in (latex + tag).splitlines()]
    lines = [re.sub(r"<(?=[A-Za-z/!?])", "< ", line) for line in lines if line]
    joint = " " if any(_RISKY_LINE.match(line) for line in lines[1:]) else "\n"
    return f"$$\n{joint.join(lines)}\n$$"


def _code(block: Code) -> str:
    text = clean(block.text).strip("\n")
    ticks = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, ticks + 1)
    language = re.sub(r"[^\w+#.-]", "", block.language or "")
    return f"{fence}{language}\n{text}\n{fence}"
