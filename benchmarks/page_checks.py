"""The unit tests of olmOCR-bench: what the Markdown of a page must and must not hold.

Poznanski et al.: olmOCR-Bench, 2025. Kinds: present, absent, order, table, math. As there, texts
are compared after white space, quotation marks, dashes and emphasis were unified, and `max_diffs`
allows that many wrong characters. Math is compared as normalised LaTeX, not as a rendered picture,
which is stricter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import html
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from benchmarks.readers import tables_in
from docparse.evaluation.edit_distance import normalize_text
from docparse.evaluation.formulas import formula_within
from docparse.evaluation.plain_text import plain_text

_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|\\\[(.+?)\\\]|\\\((.+?)\\\)", re.S)
_MIN_SIMILARITY = 0.5

Grid = dict[tuple[int, int], str]


def passes(check: dict[str, Any], markdown: str) -> bool:
    """Tell whether a page's Markdown passes a check."""
    kinds = {"present": _present, "order": _order, "table": _table, "math": _math}
    if check["type"] == "absent":
        return not _present(check, markdown)
    return kinds[check["type"]](check, markdown)


def _present(check: dict[str, Any], markdown: str) -> bool:
    text = _readable(markdown)
    first, last = check.get("first_n"), check.get("last_n")
    if first or last:
        text = (text[:first] if first else "") + (text[-last:] if last else "")
    needle = normalize_text(check["text"])
    if not check.get("case_sensitive", True):
        needle, text = needle.lower(), text.lower()
    return next(_places(needle, text, check.get("max_diffs", 0)), None) is not None


def _order(check: dict[str, Any], markdown: str) -> bool:
    text, allowed = _readable(markdown), check.get("max_diffs", 0)
    before = next(_places(normalize_text(check["before"]), text, allowed), None)
    after = max(_places(normalize_text(check["after"]), text, allowed), default=None)
    return before is not None and after is not None and before < after


def _places(needle: str, text: str, allowed: int) -> Iterator[int]:
    """Yield the places where a text starts, with at most `allowed` wrong characters."""
    if not allowed:
        yield from (match.start() for match in re.finditer(re.escape(needle), text))
        return
    lengths = range(max(1, len(needle) - allowed), len(needle) + allowed + 1)
    for start in range(len(text)):
        if any(
            Levenshtein.distance(needle, text[start : start + length], score_cutoff=allowed)
            <= allowed
            for length in lengths
        ):
            yield start


def _readable(markdown: str) -> str:
    return normalize_text(plain_text(markdown))


def _math(check: dict[str, Any], markdown: str) -> bool:
    found = ("".join(groups) for groups in _FORMULA.findall(markdown))
    return any(formula_within(check["math"], formula) for formula in found)


def _table(check: dict[str, Any], markdown: str) -> bool:
    return any(_in_grid(check, _grid(table)) for table in tables_in(markdown))


def _in_grid(check: dict[str, Any], grid: Grid) -> bool:
    allowed = check.get("max_diffs", 0)
    return any(
        _alike(check["cell"], text, allowed)
        and all(
            any(_alike(check[where], other, allowed) for other in _neighbours(grid, place, where))
            for where in _DIRECTIONS
            if check.get(where)
        )
        for place, text in grid.items()
    )


_DIRECTIONS = {
    "up": (-1, 0),
    "down": (1, 0),
    "left": (0, -1),
    "right": (0, 1),
    "top_heading": (-1, 0),
    "left_heading": (0, -1),
}


def _neighbours(grid: Grid, place: tuple[int, int], where: str) -> list[str]:
    """List the next cell in a direction; for headings every cell that way, as any may head."""
    down, right = _DIRECTIONS[where]
    texts: list[str] = []
    row, column = place[0] + down, place[1] + right
    while (row, column) in grid:
        texts.append(grid[row, column])
        row, column = row + down, column + right
    return texts if where.endswith("heading") else texts[:1]


def _alike(wanted: str, text: str, allowed: int) -> bool:
    wanted = normalize_text(wanted)
    least = max(_MIN_SIMILARITY, 1 - allowed / max(1, len(wanted)))
    return fuzz.ratio(wanted, normalize_text(text)) / 100 >= least


def _grid(table: str) -> Grid:
    """Lay the cells of an HTML table on a grid, a spanning cell in all its slots."""
    grid: Grid = {}
    for row, element in enumerate(html.fromstring(table).iter("tr")):
        column = 0
        for cell in element.iter("td", "th"):
            while (row, column) in grid:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    grid[row + down, column + right] = " ".join(cell.itertext())
    return grid
