"""Typeset formulas with TeX, and write down what was typed and where it stands.

    python -m benchmarks.formula_press OUT [--split dev|test|papers]
        [--engines pdflatex,xelatex,...] [--setups cm10,lm11] [--displays N]
    python -m benchmarks.formula_press tests/data/formulas.pdf --sample

For each setup `OUT/name.pdf` and its truth, `OUT/name.json`. The sample holds a hundred formulas
of the dev split in Computer Modern.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.formula_press.corpus import SPLITS, Split
from benchmarks.formula_press.documents import (
    Composed,
    Decks,
    Placement,
    compose_document,
    compose_sample,
    sources,
)
from benchmarks.formula_press.measuring import MarksMovedError, Measured, measure
from benchmarks.formula_press.setups import Setup, setups
from benchmarks.formula_press.typesetting import TypesettingError, compact, typeset

_DISPLAYS = 40
_SAMPLE_SETUP, _SAMPLE_SIZE = "cm10", (60, 40)
"""Displays and inline formulas of the sample."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    if options.sample:
        press_sample(Path(options.out))
        return 0
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for setup, composed in _chosen(options):
        try:
            truth = press(setup, composed, out / f"{setup.name}.pdf", options.split)
        except (TypesettingError, MarksMovedError) as error:
            print(f"{setup.name}: {error}", file=sys.stderr)
            failed += 1
            continue
        displays = sum(formula["display"] for formula in truth["formulas"])
        inline = len(truth["formulas"]) - displays
        print(f"{setup.name}: {displays} displays, {inline} inline formulas", flush=True)
    return 1 if failed else 0


def press_sample(pdf: Path) -> None:
    """Typeset a hundred formulas of the dev split in Computer Modern, in a small file."""
    setup = next(setup for setup in setups("dev") if setup.name == _SAMPLE_SETUP)
    composed = compose_sample(setup, Decks("dev"), *_SAMPLE_SIZE)
    press(setup, composed, pdf, "dev")
    compact(pdf)


def _chosen(options: argparse.Namespace) -> Iterator[tuple[Setup, Composed]]:
    """Yield the documents to typeset. All are composed: each takes what those before left."""
    decks = Decks(options.split)
    engines, names = (_listed(words) for words in (options.engines, options.setups))
    for setup in setups(options.split):
        composed = compose_document(setup, decks, options.displays, options.split)
        if setup.engine in engines or setup.name in names or not engines | names:
            yield setup, composed


def _listed(words: str) -> set[str]:
    return set(filter(None, words.split(",")))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.formula_press")
    parser.add_argument("out", help="the folder to write to")
    parser.add_argument("--sample", action="store_true", help="a hundred formulas to OUT, a PDF")
    parser.add_argument("--split", choices=SPLITS, default="dev")
    parser.add_argument("--engines", default="", help="pdflatex, xelatex, lualatex, dvips")
    parser.add_argument("--setups", default="", help="names of setups, with commas")
    parser.add_argument("--displays", type=int, default=_DISPLAYS, help="in each document")
    return parser.parse_args(arguments)


def press(setup: Setup, composed: Composed, pdf: Path, split: Split) -> dict[str, Any]:
    """Typeset a document and its coloured copy; write the PDF and its truth, and return that."""
    with tempfile.TemporaryDirectory() as folder:
        made = {
            name: typeset(source, Path(folder), name, setup.engine)
            for name, source in sources(setup, composed)
        }
        measured = measure(made["plain"], made["marked"], pixels=setup.engine == "dvips")
        lost = [p.latex for p in composed.placements if p.number not in measured]
        if lost:
            raise MarksMovedError(f"not found again: {lost[0]}")
        truth = _truth(setup, composed, measured, pdf.name, split)
        pdf.write_bytes(made.get("bitmaps", made["plain"]).read_bytes())
    lines = ",\n".join(json.dumps(formula, ensure_ascii=False) for formula in truth["formulas"])
    head = json.dumps({**truth, "formulas": []}, ensure_ascii=False)
    pdf.with_suffix(".json").write_text(f"{head[:-2]}\n{lines}\n]}}\n", "utf-8")
    return truth


def _truth(
    setup: Setup,
    composed: Composed,
    measured: Mapping[int, Measured],
    pdf: str,
    split: Split,
) -> dict[str, Any]:
    return {
        "pdf": pdf,
        "setup": setup.name,
        "engine": setup.engine,
        "class": setup.document_class,
        "split": split,
        "formulas": [
            {
                **_entry(placement, measured[placement.number]),
                "comma_follows": placement.number in composed.before_commas,
            }
            for placement in composed.placements
        ],
    }


def _entry(placement: Placement, measured: Measured) -> dict[str, Any]:
    broken = not placement.display and len(measured.lines) > 1
    regions = measured.lines if broken else measured.regions
    return {
        "number": placement.number,
        "display": placement.display,
        "environment": placement.environment,
        "latex": placement.latex,
        "tags": [placement.tag] if placement.tag else list(measured.tags),
        "page": regions[0][0],
        "box": list(regions[0][1]),
        "more_boxes": [[page, *box] for page, box in regions[1:]],
        "constructs": list(placement.constructs),
        "family": placement.family,
        "field": placement.field,
    }


if __name__ == "__main__":
    raise SystemExit(main())
