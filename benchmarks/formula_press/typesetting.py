"""Run TeX: a source becomes a PDF, or an error that says what TeX complained of."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.formula_press.setups import Engine

_COMPLAINT = re.compile(r"^(?:!pdfTeX error.*|! .*(?:\n.*){0,6}|Missing character: .*)", re.M)
_TIMEOUT_S = 300.0


class TypesettingError(Exception):
    """TeX is not there, or did not like the source."""


def typeset(source: str, folder: Path, name: str, engine: Engine) -> Path:
    """Typeset a source twice, so that references are right; return the PDF."""
    (folder / f"{name}.tex").write_text(source, "utf-8")
    program = "latex" if engine == "dvips" else engine
    for _ in range(2):
        run_tex(program, folder, name)
    log = (folder / f"{name}.log").read_text("utf-8", errors="replace")
    complaints = _COMPLAINT.findall(log)
    if complaints:
        raise TypesettingError(f"{folder / name}.tex, {engine}:\n" + "\n".join(complaints[:12]))
    if engine == "dvips":
        _run(["dvips", "-q", f"{name}.dvi"], folder)
        _run(["ps2pdf", f"{name}.ps", f"{name}.pdf"], folder)
    return folder / f"{name}.pdf"


def compact(pdf: Path) -> None:
    """Write a PDF anew with fonts in the compact form; what is drawn stays as it is."""
    smaller = pdf.with_suffix(".small.pdf")
    _run(["ps2pdf", pdf.name, smaller.name], pdf.parent)
    smaller.replace(pdf)


def run_tex(program: str, folder: Path, name: str) -> None:
    """Run an engine once, without stopping at errors: the log tells them."""
    _run([program, "-interaction=nonstopmode", f"{name}.tex"], folder)


def _run(command: Sequence[str], folder: Path) -> None:
    if shutil.which(command[0]) is None:
        raise TypesettingError(f"{command[0]} is not installed; it is part of TeX Live")
    subprocess.run(command, cwd=folder, capture_output=True, timeout=_TIMEOUT_S, check=False)
