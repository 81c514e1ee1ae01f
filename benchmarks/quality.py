"""Measure what docparse reads in the evaluation sets beside pymupdf4llm, file by file in one run.

    python -m benchmarks.quality DATA_FOLDER [--sets page/mdpbench,table] [--keep] [--limit N]
        [--out FOLDER]

Each tool works in its own child process, which is killed when a file takes too long; the tools
take turns file by file. The tables go to FOLDER/quality.md, every file's scores to quality.json;
with `--keep`, beside those that the sets not measured now have there.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks.child import Child, Outcome
from benchmarks.provenance import command, machine_and_versions, today
from benchmarks.scores import LOWER_IS_BETTER, SCORERS, Scores, failed_checks
from benchmarks.truths import SETS, WITH_FURNITURE, Sample

_TOOLS = ("docparse", "pymupdf4llm")
_TABLE_TOOLS = (*_TOOLS, "pymupdf4llm_html")
_CROP_TOOLS = (*_TABLE_TOOLS, "pymupdf4llm_sheet")
_PACKAGES = ("pymupdf", "pymupdf4llm", "rapidocr", "onnxruntime", "openvino")
_WORST = 12
_NOTES = """\
pymupdf4llm runs with its layout model and automatic OCR (RapidOCR); for pictures with
`force_ocr=True`, since left to itself it reads nothing in photographs. Both tools leave running
headers and footers out, but where every word of a page counts (page/pypdf_samples and
layout/docbank). `pymupdf4llm_html` adds `table_output="html"`. Pictures are given to it on a page
whose longer side is 842 points, the size docparse assumes; to `pymupdf4llm_sheet`, with HTML
tables, on a white A4 sheet, on which its layout model sees pictures of single tables far better.
docparse gets the picture files.

table/camelot holds what camelot itself makes of its files, under options that split every line of
text into a row: the head of health.pdf, three rows on the page, is seven there, and the
one table of vertical_header.pdf stands in it twice, with 24 and with 27 columns, so that one of the
two is never found. A table read as it is printed scores about 0.85 and 0.81 on these two.

Models are loaded before the clock starts. A file that failed, or was killed at the time limit,
scores as an empty answer.
"""


@dataclass(frozen=True)
class FileResult:
    """What one tool made of one file."""

    name: str
    scores: Scores
    seconds: float
    pages: int
    error: str = ""
    failed: tuple[str, ...] = ()


SetResults = dict[str, list[FileResult]]
"""Results by tool, in the same order of files."""


@dataclass
class Report:
    """Results by set, and the command and date of the run each comes from."""

    sets: dict[str, SetResults] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)


class Tool:
    """A reader in its child process, warm before its first file."""

    def __init__(self, name: str, warm_up: Sequence[Path], timeout_s: float) -> None:
        self.name = name
        self._child = Child(f"benchmarks.readers:{name}")
        self._warm_up, self._timeout_s = warm_up, timeout_s
        self._warm = False

    def read(self, sample: Sample, *, furniture: bool) -> Outcome:
        """Read a file, within the time limit; with running headers and footers, if told so."""
        if not self._warm:
            for path in self._warm_up:
                self._child.call({"path": str(path)}, 300)
        job = {"path": str(sample.path), "pages": sample.pages, "furniture": furniture}
        outcome = self._child.call(job, self._timeout_s)
        self._warm = outcome.status in {"answer", "error"}
        return outcome

    def stop(self) -> None:
        """End the child."""
        self._child.stop()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sets asked for and write the results."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as folder:
        warm_up = _warm_up_files(Path(folder))
        tools = {name: Tool(name, warm_up, options.timeout) for name in _CROP_TOOLS}
        report = _last(options.out) if options.keep else Report()
        try:
            for name in _chosen(options.sets):
                report.sets[name] = _run_set(name, options.data, options.limit, tools)
                report.runs[name] = f"{command('benchmarks.quality')}, {today()}"
                _write(report, options.out)
        finally:
            for tool in tools.values():
                tool.stop()
    print(_summary(report.sets))
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path, help="folder of the evaluation sets")
    parser.add_argument("--sets", default="page,table,layout", help="sets or groups, with commas")
    parser.add_argument("--keep", action="store_true", help="keep results of the other sets")
    parser.add_argument("--limit", type=int, help="files of each set")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for one file")
    return parser.parse_args(arguments)


def _chosen(wanted: str) -> list[str]:
    names = wanted.split(",")
    return [name for name in SETS if name in names or name.split("/")[0] in names]


def _warm_up_files(folder: Path) -> list[Path]:
    """Make a page of text with a table, and a picture of it, on which all models are loaded."""
    import pymupdf

    with pymupdf.open() as file:
        page = file.new_page()
        page.insert_text((72, 72), "A page to warm up", fontsize=18)
        page.insert_textbox((72, 100, 500, 200), "Some words in a paragraph. " * 8)
        page.get_pixmap(dpi=100).save(folder / "warm.png")
        file.save(folder / "warm.pdf")
    return [folder / "warm.pdf", folder / "warm.png"]


def _run_set(name: str, data: Path, limit: int | None, tools: dict[str, Tool]) -> SetResults:
    names = _tools_for(name)
    results: SetResults = {tool: [] for tool in names}
    for number, sample in enumerate(islice(SETS[name](data / name), limit)):
        # The one that goes first finds the file cold; so they take turns in that too.
        turn = number % len(names)
        for tool in (*names[turn:], *names[:turn]):
            outcome = tools[tool].read(sample, furniture=name in WITH_FURNITURE)
            result = _judge(name, sample, outcome)
            results[tool].append(result)
            print(f"{name}  {sample.name}  {tool}  {_one_line(result)}", flush=True)
    return results


def _tools_for(name: str) -> tuple[str, ...]:
    if name == "table/pubtabnet":
        return _CROP_TOOLS
    return _TABLE_TOOLS if name.startswith("table/") else _TOOLS


def _judge(name: str, sample: Sample, outcome: Outcome) -> FileResult:
    pages = outcome.value["pages"] if outcome.status == "answer" else []
    return FileResult(
        name=sample.name,
        scores=SCORERS[name](sample, pages),
        seconds=outcome.seconds,
        pages=max(1, len(pages)),
        error=outcome.error,
        failed=tuple(failed_checks(sample, pages)),
    )


def _one_line(result: FileResult) -> str:
    scores = ", ".join(f"{name} {_mean(values):.3f}" for name, values in result.scores.items())
    return f"{result.seconds:.2f} s  {scores}  {result.error}"


def _last(folder: Path) -> Report:
    """Read the last report back; one made elsewhere or of other versions cannot be added to."""
    path = folder / "quality.json"
    if not path.exists():
        return Report()
    stored = json.loads(path.read_text("utf-8"))
    if stored["facts"] != machine_and_versions(_PACKAGES):
        raise SystemExit(f"{path} is of other versions or another machine: run without --keep")
    sets = {
        name: {tool: [FileResult(**result) for result in files] for tool, files in tools.items()}
        for name, tools in stored["sets"].items()
    }
    return Report(sets, stored["runs"])


def _write(report: Report, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    sets = {name: report.sets[name] for name in SETS if name in report.sets}
    details = {
        name: {tool: [asdict(result) for result in files] for tool, files in tools.items()}
        for name, tools in sets.items()
    }
    stored = {"facts": machine_and_versions(_PACKAGES), "runs": report.runs, "sets": details}
    (folder / "quality.json").write_text(json.dumps(stored, indent=1, ensure_ascii=False), "utf-8")
    facts = (f"- {key}: {value}" for key, value in machine_and_versions(_PACKAGES).items())
    lines = ["# Quality", "", *facts, "", _NOTES, _summary(sets)]
    lines += [_section(name, tools, report.runs[name]) for name, tools in sets.items()]
    (folder / "quality.md").write_text("\n".join(lines) + "\n", "utf-8")


def _summary(results: dict[str, SetResults]) -> str:
    rows = []
    for name, tools in results.items():
        metric = _headline(tools)
        own, *others = ((tool, _average(files, metric)) for tool, files in tools.items())
        other = _best(others, metric)
        rows.append(
            f"| {name} | {len(tools['docparse'])} | {_with_arrow(metric)} | {own[1]:.3f} | "
            f"{other[1]:.3f} ({other[0]}) | {_verdict(own[1], other[1], metric)} | "
            f"{_seconds(tools['docparse']):.2f} | {_seconds(tools[other[0]]):.2f} |"
        )
    head = "| set | files | score | docparse | pymupdf4llm | docparse is | s/page | its s/page |"
    return "\n".join([head, "|---" * 8 + "|", *rows, ""])


def _section(name: str, tools: SetResults, run: str) -> str:
    """One set: its run, a row for each score, and the files where docparse is furthest behind."""
    files = next(iter(tools.values()))
    lines = [
        f"## {name}",
        "",
        f"Run: {run}.",
        "",
        "| | " + " | ".join(tools) + " | n |",
        "|---" * (len(tools) + 2) + "|",
    ]
    for metric in _metrics(tools):
        values = [_average(results, metric) for results in tools.values()]
        count = sum(len(result.scores.get(metric, ())) for result in files)
        cells = " | ".join(f"{value:.3f}" for value in values)
        lines.append(f"| {_with_arrow(metric)} | {cells} | {count} |")
    lines += [
        _row("seconds per page", (f"{_seconds(results):.2f}" for results in tools.values())),
        _row(
            "failed files", (str(sum(bool(r.error) for r in results)) for results in tools.values())
        ),
        "",
        *_failures(tools),
        *_worst(tools),
    ]
    return "\n".join(lines)


def _row(name: str, cells: Iterable[str]) -> str:
    return f"| {name} | " + " | ".join(cells) + " | |"


def _failures(tools: SetResults) -> list[str]:
    lines = [
        f"- {tool}, {result.name}: {result.error.splitlines()[0][:200]}"
        for tool, results in tools.items()
        for result in results
        if result.error
    ]
    return ["Failures:", "", *lines, ""] if lines else []


def _worst(tools: SetResults) -> list[str]:
    """List the files on which docparse is furthest behind the best of the others."""
    metric, names = _headline(tools), list(tools)
    sign = -1 if metric in LOWER_IS_BETTER else 1
    rows = []
    for results in zip(*tools.values(), strict=True):
        values = [_mean(result.scores.get(metric, ())) for result in results]
        lead = sign * values[0] - max(sign * value for value in values[1:])
        failed = ", ".join(results[0].failed)
        rows.append((lead, sign * values[0], results[0].name, values, failed))
    lines = [f"Files by lead in {metric}:", "", "| file | lead | " + " | ".join(names) + " | |"]
    lines.append("|---" * (len(names) + 3) + "|")
    for lead, _, name, values, failed in sorted(rows)[:_WORST]:
        cells = " | ".join(f"{value:.3f}" for value in values)
        lines.append(f"| {name} | {lead:+.3f} | {cells} | {failed} |")
    return [*lines, ""]


def _headline(tools: SetResults) -> str:
    return _metrics(tools)[0]


def _metrics(tools: SetResults) -> list[str]:
    """All scores of a set, in the order in which they first occur."""
    found: dict[str, None] = defaultdict()
    for results in tools.values():
        for result in results:
            found.update(dict.fromkeys(result.scores))
    return list(found) or ["none"]


def _average(files: Sequence[FileResult], metric: str) -> float:
    return _mean(value for result in files for value in result.scores.get(metric, ()))


def _seconds(files: Sequence[FileResult]) -> float:
    pages = sum(result.pages for result in files)
    return sum(result.seconds for result in files) / pages if pages else 0.0


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0


def _best(scores: Iterable[tuple[str, float]], metric: str) -> tuple[str, float]:
    sign = -1 if metric in LOWER_IS_BETTER else 1
    return max(scores, key=lambda entry: sign * entry[1])


def _verdict(own: float, other: float, metric: str) -> str:
    lead = (other - own) if metric in LOWER_IS_BETTER else (own - other)
    return "as good" if abs(lead) < 0.002 else "better" if lead > 0 else "**worse**"


def _with_arrow(metric: str) -> str:
    return f"{metric} {'↓' if metric in LOWER_IS_BETTER else '↑'}"


if __name__ == "__main__":
    sys.exit(main())
