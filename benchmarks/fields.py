"""Measure how well fields are read into a type, on labelled documents, and beside other means.

    python -m benchmarks.fields DATA [--sets sroie,zugferd,invoice2data] [--limit N] [--beside]
        [--out FOLDER] [--wrong FILE]

DATA holds the sets. The tables go to FOLDER/fields.md, the figures to fields.json. With `--beside`,
regular expressions and the program invoice2data read the same documents. With `--wrong`, what
docparse did not read right is listed in that file.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import get_args

from benchmarks import field_baselines
from benchmarks.field_scoring import Outcome, Reading, outcomes
from benchmarks.field_sets import SETS, Paper
from benchmarks.provenance import head
from docparse import DocparseError, extract, open_source, parse_document
from docparse.schemas.extraction import Extraction, ProblemKind

_PACKAGES = ("pymupdf", "rapidocr", "scipy")
_NOTES = """\
Right: the value that was read is the true one; of texts letters and digits alone are compared,
without case and the legal form of a firm; amounts by value without sign (credit notes are labelled
with positive ones), dates by value. Precision: of the values that were given. Place: of the
right values, how many have a box that overlaps a line of the page which holds words of the truth.

Problems: what docparse says is missing or in doubt. Share: of all fields of the type. Right: of
those that are labelled; the last line is of the fields docparse says nothing about.
"""
_BESIDE_NOTES = """\
Beside: the share that is right. Regular expressions: over the text of the blocks that docparse
parses, so that all read with the same OCR; they were written with these documents in view.
invoice2data: with its own templates; the documents of the set invoice2data are those that some of
the templates were written for, and its labels are what they find. It knows the
documents that one of its templates applies to.
"""
_COLUMNS = ("fields", "right", "given", "precision", "F1", "place")
_KINDS: tuple[str, ...] = get_args(ProblemKind)
_UNDOUBTED = "none"

Table = dict[str, dict[str, str]]
"""Figures by row and column: no text of the documents, which are not ours to pass on."""


@dataclass(frozen=True)
class Measured:
    """What a tool read in the papers of a set, and what became of the fields of each."""

    papers: tuple[Paper, ...]
    readings: tuple[Reading, ...]
    seconds: float

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Those of all papers."""
        both = zip(self.papers, self.readings, strict=True)
        return tuple(outcome for paper, reading in both for outcome in outcomes(paper, reading))

    @property
    def known(self) -> frozenset[str]:
        """The papers the tool applies to, by name."""
        both = zip(self.papers, self.readings, strict=True)
        return frozenset(paper.name for paper, reading in both if reading.applies)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    packages = (*_PACKAGES, "invoice2data") if options.beside else _PACKAGES
    parts = [head("Fields of documents", "benchmarks.fields", packages), _NOTES]
    if options.beside:
        parts.append(_BESIDE_NOTES + _readers_of_invoice2data())
    figures: dict[str, dict[str, Table]] = {}
    wrong: list[str] = []
    for name in options.sets.split(","):
        papers = SETS[name].papers(options.data, options.made)[: options.limit]
        if not papers:
            print(f"no labelled documents in {options.data / SETS[name].folder}", file=sys.stderr)
            return 2
        ours = _measured(papers, _docparse)
        figures[name] = {
            "docparse": dict(_by_field(ours.outcomes)),
            "groups": dict(_by_group(ours)),
            "problems": _problems(ours),
        }
        if options.beside:
            others = {tool: _measured(papers, read) for tool, read in _others().items()}
            figures[name]["beside"] = _beside({"docparse": ours, **others})
        parts.append(_section(name, ours, figures[name]))
        wrong += [_told(outcome) for outcome in ours.outcomes if not outcome.right]
    report = "\n".join(parts)
    print(report)
    if options.wrong:
        options.wrong.write_text("\n".join(wrong), "utf-8")
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "fields.md").write_text(report, "utf-8")
        (options.out / "fields.json").write_text(json.dumps(figures, indent=1), "utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fields")
    parser.add_argument("data", type=Path, help="the folder that holds the sets")
    parser.add_argument("--sets", default=",".join(SETS), help="with commas")
    parser.add_argument(
        "--made", type=Path, default=Path("build"), help="where generated sets are put"
    )
    parser.add_argument("--limit", type=int, help="documents of each set")
    parser.add_argument("--beside", action="store_true", help="measure other means, too")
    parser.add_argument("--out", type=Path, help="the folder to write the report to")
    parser.add_argument("--wrong", type=Path, help="a file to list what was not right in")
    return parser.parse_args(arguments)


def _measured(papers: tuple[Paper, ...], read: Callable[[Paper], Reading]) -> Measured:
    started = time.perf_counter()
    readings = tuple(read(paper) for paper in papers)
    return Measured(papers, readings, (time.perf_counter() - started) / len(papers))


def _docparse(paper: Paper) -> Reading:
    try:
        with open_source(paper.path) as source:
            width = next(iter(source.pages())).width
            found: Extraction[object] = extract(source, paper.kind)
    except DocparseError as error:
        print(f"{paper.name}: {error}", file=sys.stderr)
        return Reading({})
    values = {name: getattr(found.value, name, None) for name in _names(paper)}
    for number, row in enumerate(values.pop("items", None) or ()):
        values |= {f"items[{number}].{name}": value for name, value in vars(row).items()}
    return Reading(values, evidence=found.evidence, problems=found.problems, width=width)


def _expressions(paper: Paper) -> Reading:
    blocks = parse_document(paper.path).blocks
    text = "\n\n".join(block.text.replace("\t", "   ") for block in blocks)
    return Reading(field_baselines.by_regular_expressions(text, _names(paper)))


def _invoice2data(paper: Paper) -> Reading:
    found = field_baselines.by_invoice2data(paper.path)
    return Reading(found or {}, applies=found is not None)


def _others() -> dict[str, Callable[[Paper], Reading]]:
    others: dict[str, Callable[[Paper], Reading]] = {"regular expressions": _expressions}
    if field_baselines.has_invoice2data():
        others["invoice2data"] = _invoice2data
    return others


def _readers_of_invoice2data() -> str:
    if not field_baselines.has_invoice2data():
        return "invoice2data is not installed (`pip install 'docparse[bench]'`).\n"
    return f"Its readers of text that are there: {field_baselines.invoice2data_readers()}.\n"


def _names(paper: Paper) -> list[str]:
    return [one.name for one in fields(paper.kind)]


def _section(name: str, ours: Measured, figures: Mapping[str, Table]) -> str:
    headings = {
        "docparse": "field",
        "groups": "documents",
        "problems": "problem",
        "beside": "right",
    }
    tables = [_written(headings[what], table) for what, table in figures.items() if table]
    said = f"{len(ours.papers)} documents, {ours.seconds:.2f} s each, OCR in it\n"
    return "\n".join([f"## {name}\n", said, *tables])


def _written(heading: str, table: Table) -> str:
    columns = list(next(iter(table.values())))
    lines = [f"| {heading} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(row.values()) + " |" for name, row in table.items()]
    return "\n".join(lines) + "\n"


def _by_field(found: Sequence[Outcome]) -> Iterator[tuple[str, dict[str, str]]]:
    for name, own in _rows(found):
        yield name, dict(zip(_COLUMNS, _figures(own), strict=True))


def _by_group(ours: Measured) -> Iterator[tuple[str, dict[str, str]]]:
    """The same by what the documents are, and how often a value is given that is not printed."""
    for group in sorted({group for paper in ours.papers for group in paper.groups}):
        own = [outcome for outcome in ours.outcomes if group in outcome.groups]
        absent = [
            reading.values[name] is not None
            for paper, reading in zip(ours.papers, ours.readings, strict=True)
            if group in paper.groups
            for name in reading.values
            if name not in paper.truth and "[" not in name
        ]
        figures = dict(zip(_COLUMNS, _figures(own), strict=True))
        yield group, figures | {"given, not printed": f"{sum(absent)} of {len(absent)}"}


def _rows(found: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    for name in dict.fromkeys(outcome.field for outcome in found):
        yield name, [outcome for outcome in found if outcome.field == name]
    yield "all", list(found)


def _figures(own: Sequence[Outcome]) -> Iterator[str]:
    right, given = sum(o.right for o in own), sum(o.given is not None for o in own)
    places = [o.placed for o in own if o.placed is not None]
    yield str(len(own))
    yield _share(right, len(own))
    yield _share(given, len(own))
    yield _share(right, given)
    yield _share(2 * right, len(own) + given)
    yield _share(sum(places), len(places))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def _problems(ours: Measured) -> Table:
    """Count the problems of each kind, and how often a field with one is right all the same."""
    named = [
        (paper.name, problem.field, problem.kind)
        for paper, reading in zip(ours.papers, ours.readings, strict=True)
        for problem in reading.problems
    ]
    every = {(paper.name, name) for paper in ours.papers for name in _names(paper)}
    right = {(outcome.paper, outcome.field): outcome.right for outcome in ours.outcomes}
    doubted = {kind: [(p, f) for p, f, own in named if own == kind] for kind in _KINDS}
    doubted[_UNDOUBTED] = sorted(every - {(paper, name) for paper, name, _ in named})
    return {kind: _doubt(own, len(every), right) for kind, own in doubted.items()}


def _doubt(
    own: Sequence[tuple[str, str]], every: int, right: Mapping[tuple[str, str], bool]
) -> dict[str, str]:
    labelled = [right[field] for field in own if field in right]
    return {
        "fields": str(len(own)),
        "share": _share(len(own), every),
        "labelled": str(len(labelled)),
        "right": _share(sum(labelled), len(labelled)),
    }


def _beside(tools: Mapping[str, Measured]) -> Table:
    """The right share of each tool; where one knows only some papers, of those alone as well."""
    columns: dict[str, tuple[Outcome, ...]] = {}
    for tool, measured in tools.items():
        known, every = measured.known, len(measured.papers)
        count = "" if len(known) == every else f" (knows {len(known)} of {every})"
        columns[tool + count] = measured.outcomes
        if 0 < len(known) < every:
            columns[f"{tool} on those"] = _on(known, measured)
            columns["docparse on those"] = _on(known, tools["docparse"])
    table: Table = {}
    for name, own in _rows(tools["docparse"].outcomes):
        table[name] = {"fields": str(len(own))}
        for tool, found in columns.items():
            rights = [outcome.right for outcome in found if name in (outcome.field, "all")]
            table[name][tool] = _share(sum(rights), len(rights))
    return table


def _on(papers: frozenset[str], measured: Measured) -> tuple[Outcome, ...]:
    return tuple(outcome for outcome in measured.outcomes if outcome.paper in papers)


def _told(outcome: Outcome) -> str:
    return (
        f"{outcome.paper} {outcome.field}\n    T {outcome.truth}\n    P {outcome.given}"
        f"  {outcome.how}"
    )


if __name__ == "__main__":
    sys.exit(main())
