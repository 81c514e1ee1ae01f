"""Measure how well formulas are found and read, on documents of `benchmarks.formula_press`.

    python -m benchmarks.formulas FOLDER [--reader docparse|truth|planted] [--setups cm10,lm11]
        [--out FOLDER] [--wrong FILE]

Tables go to FOLDER/formulas.md, all figures to formulas.json. With `--wrong`, what was not right
is listed in that file. Readers `truth` and `planted` try the scoring itself.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.formula_scoring.matching import match_formulas
from benchmarks.formula_scoring.planting import (
    ERRORS,
    REWRITINGS,
    Change,
    as_prediction,
    perfect,
    planted,
)
from benchmarks.formula_scoring.predictions import (
    Paper,
    Prediction,
    Truth,
    papers,
    predictions_of,
)
from benchmarks.formula_scoring.scores import Scored, Summary, score_matches, summarize
from benchmarks.provenance import command, head, machine_and_versions, today

_PACKAGES = ("pymupdf",)
_NOTES = """\
Found: a display by its place; an inline formula by its order, with at least half of its tokens
right. Formulas that were not found count as wrong in all columns but “seen, of found”. Exact: the
same LaTeX after normalisation. Distance: share of LaTeX tokens that is wrong. Seen: typeset again
in Computer Modern, both show the same glyphs in the same order, each as high and as large, with the
rules as high; spaces from left to right do not count. Strict: all at the same place to 0.05 em.
Loose: the same characters, sizes of delimiters and fonts aside.
"""
_COLUMNS = (
    *("formulas", "recall", "precision", "exact", "distance", "seen", "seen, of found"),
    *("strict", "loose", "tags"),
)


@dataclass(frozen=True)
class Reading:
    """What a reader made of one document."""

    predictions: tuple[Prediction, ...]
    seconds: float = 0.0


Reader = Callable[[Paper], Reading]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    wanted = set(filter(None, options.setups.split(",")))
    own = [paper for paper in papers(Path(options.folder)) if not wanted or paper.setup in wanted]
    if not own:
        print(f"no truth (*.json) of the press in {options.folder}", file=sys.stderr)
        return 2
    scored, seconds = _score_all(own, _READERS[options.reader])
    report = _report(scored, seconds)
    if options.reader == "planted":
        report += _trial([truth for paper in own for truth in paper.formulas])
    print(report)
    if options.wrong:
        Path(options.wrong).write_text(_wrong(scored), "utf-8")
    if options.out:
        _write(Path(options.out), report, scored, seconds)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.formulas")
    parser.add_argument("folder", help="what benchmarks.formula_press wrote")
    parser.add_argument("--reader", choices=sorted(_READERS), default="docparse")
    parser.add_argument("--setups", default="", help="names of setups, with commas")
    parser.add_argument("--out", help="the folder to write the report to")
    parser.add_argument("--wrong", help="a file to list what was not right in")
    return parser.parse_args(arguments)


def _read_with_docparse(paper: Paper) -> Reading:
    from docparse import parse_document

    started = time.perf_counter()
    document = parse_document(paper.pdf)
    return Reading(predictions_of(document), time.perf_counter() - started)


_READERS: dict[str, Reader] = {
    "docparse": _read_with_docparse,
    "truth": lambda paper: Reading(tuple(perfect(paper.formulas))),
    "planted": lambda paper: Reading(tuple(planted(paper.formulas))),
}


def _score_all(own: Sequence[Paper], reader: Reader) -> tuple[list[Scored], float]:
    scored, seconds = [], 0.0
    for paper in own:
        reading = reader(paper)
        seconds += reading.seconds
        matches = match_formulas(paper.formulas, reading.predictions)
        scored += score_matches(paper.setup, matches)
    return scored, seconds


def _report(scored: Sequence[Scored], seconds: float) -> str:
    formulas = sum(len(one.match.truths) for one in scored)
    parts = [head("Formulas of born-digital documents", "benchmarks.formulas", _PACKAGES), _NOTES]
    if seconds:
        parts.append(
            f"Reading the documents, all in all, took {seconds:.0f} s: "
            f"{1000 * seconds / formulas:.1f} ms for each of {formulas} formulas.\n"
        )
    parts.append(
        _table("", [(_kind(display), _of_kind(scored, display)) for display in (True, False)])
    )
    for display in (True, False):
        own = _of_kind(scored, display)
        kind = _kind(display)
        parts.append(_table(f"## {kind}, by setup", _grouped(own, lambda one: [one.setup])))
        parts.append(_table(f"## {kind}, by construct", _grouped(own, _constructs)))
    return "\n".join(parts)


def _kind(display: bool) -> str:
    return "Displays" if display else "Inline formulas"


def _of_kind(scored: Iterable[Scored], display: bool) -> list[Scored]:
    return [one for one in scored if one.match.display == display]


def _constructs(one: Scored) -> Iterable[str]:
    return {name for truth in one.match.truths for name in truth.constructs}


def _grouped(
    scored: Iterable[Scored], keys: Callable[[Scored], Iterable[str]]
) -> list[tuple[str, list[Scored]]]:
    groups: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        for key in keys(one):
            groups[key].append(one)
    return sorted(groups.items())


def _table(title: str, groups: Iterable[tuple[str, list[Scored]]]) -> str:
    lines = [title, "", f"| | {' | '.join(_COLUMNS)} |", "|---" * (len(_COLUMNS) + 1) + "|"]
    lines += [f"| {name} | {_cells(summarize(own))} |" for name, own in groups]
    return "\n".join([*lines, ""])


def _cells(summary: Summary) -> str:
    formulas, *shares = asdict(summary).values()
    return " | ".join([str(formulas), *("–" if s is None else f"{s:.3f}" for s in shares)])


def _trial(truths: Sequence[Truth]) -> str:
    """Plant each error wherever it applies, and count how often the measures take note."""
    lines = ["## Planted, one kind at a time", "", "| | formulas | exact | seen | strict | loose |"]
    lines.append("|---" * 6 + "|")
    for name, change in {**ERRORS, **REWRITINGS}.items():
        lines.append(f"| {name} | {_tried(change, truths)} |")
    return "\n".join([*lines, ""])


def _tried(change: Change, truths: Sequence[Truth]) -> str:
    from benchmarks.formula_scoring.matching import Match

    changed = [(truth, change(truth.latex)) for truth in truths]
    matches = [
        Match((truth,), (as_prediction(truth, latex),))
        for truth, latex in changed
        if latex != truth.latex
    ]
    summary = summarize(score_matches("", matches))
    shares = (summary.exact, summary.seen, summary.strict, summary.loose)
    return " | ".join([str(summary.formulas), *(f"{share:.3f}" for share in shares)])


def _wrong(scored: Iterable[Scored]) -> str:
    return "\n".join(
        f"{one.setup}\t{_verdict(one)}\n\ttruth {one.match.truth}\n\tread  {one.match.prediction}"
        for one in scored
        if not one.likeness.same or one.tags_right is False
    )


def _verdict(one: Scored) -> str:
    if not one.match.found:
        return "missed" if one.match.truths else "invented"
    if one.likeness.same:
        tags = [tag for truth in one.match.truths for tag in truth.tags]
        return f"tag {one.match.predictions[0].tag!r} instead of {tags}"
    return f"distance {one.distance:.2f}"


def _write(folder: Path, report: str, scored: Sequence[Scored], seconds: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "formulas.md").write_text(report, "utf-8")
    figures = {
        "command": command("benchmarks.formulas"),
        "date": today(),
        **machine_and_versions(_PACKAGES),
        "seconds": round(seconds, 1),
        "sets": {
            kind: {
                "all": asdict(summarize(own)),
                "setups": _figures(_grouped(own, lambda one: [one.setup])),
                "constructs": _figures(_grouped(own, _constructs)),
            }
            for kind, own in (
                (_kind(display), _of_kind(scored, display)) for display in (True, False)
            )
        },
    }
    (folder / "formulas.json").write_text(json.dumps(figures, indent=1), "utf-8")


def _figures(groups: Iterable[tuple[str, list[Scored]]]) -> dict[str, dict[str, float | None]]:
    return {name: asdict(summarize(own)) for name, own in groups}


if __name__ == "__main__":
    raise SystemExit(main())
