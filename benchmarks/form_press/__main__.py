"""Print labelled business documents, and write down what they say.

    python -m benchmarks.form_press OUT [--count 200] [--seed 0] [--split dev|test]

Writes `OUT/name.pdf` and `OUT/truth.jsonl`; the README of this folder describes both. Needs the
development extra.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.form_press.documents import Plan, plans, print_plan
from benchmarks.form_press.printing import Printed, truth_of
from benchmarks.form_press.scans import scan_document
from benchmarks.form_press.sheet import embed_faces
from benchmarks.form_press.words import SPLITS, Split

_SCAN_EVERY = 4
"""Of so many printed documents, one is also made as a scan."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    with (out / "truth.jsonl").open("w", encoding="utf-8") as truths:
        for truth, pdf in press(options.count, options.seed, options.split):
            (out / truth["file"]).write_bytes(pdf)
            truths.write(json.dumps(truth, ensure_ascii=False) + "\n")
            counts[truth["kind"]] += 1
            counts[truth["language"]] += 1
            counts["scanned"] += truth["scanned"]
    print(", ".join(f"{name}: {count}" for name, count in counts.most_common()))
    return 0


def press(count: int, seed: int, split: Split) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield the truth and the content of each file: so many in all, a fifth of them scans."""
    embed_faces()
    printed_count = count - count // (_SCAN_EVERY + 1)
    rng = random.Random(f"scans-{seed}-{split}")
    for plan in plans(printed_count, seed, split):
        printed = print_plan(plan, seed, split)
        yield _truth(plan, printed, split), printed.pdf
        if plan.number % _SCAN_EVERY == _SCAN_EVERY - 1:
            scanned = scan_document(printed, rng)
            yield _truth(plan, scanned, split, scanned=True), scanned.pdf


def _truth(plan: Plan, printed: Printed, split: Split, *, scanned: bool = False) -> dict[str, Any]:
    return {
        "file": f"{plan.name}{'_scan' if scanned else ''}.pdf",
        "language": plan.language,
        "layout": plan.layout,
        "kind": plan.kind,
        "split": split,
        "scanned": scanned,
        **truth_of(printed.marks),
    }


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.form_press")
    parser.add_argument("out", help="the folder to write to")
    parser.add_argument("--count", type=int, default=200, help="of files, a fifth of them scans")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--split", choices=SPLITS, default="dev")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
