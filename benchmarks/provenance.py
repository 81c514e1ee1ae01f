"""Where figures come from: the command, the day, the machine and the versions."""

from __future__ import annotations

import datetime
import platform
import shlex
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from docparse.cores import usable_cores


def command(module: str) -> str:
    """Return the command line, files and folders by name: where they lie is nobody's business."""
    words = (Path(word).name if Path(word).exists() else word for word in sys.argv[1:])
    return shlex.join(["python", "-m", module, *words])


def today() -> str:
    """Return the date, `2026-11-30`."""
    return datetime.date.today().isoformat()


def machine_and_versions(packages: Iterable[str]) -> dict[str, str]:
    """Say on what, and with which versions of docparse and other packages, figures were taken."""
    cores, python = len(usable_cores()), platform.python_version()
    return {
        "machine": f"{cores} cores, {platform.machine()}, Python {python}",
        "versions": ", ".join(f"{name} {_version(name)}" for name in ("docparse", *packages)),
    }


def head(title: str, module: str, packages: Iterable[str]) -> str:
    """Return the beginning of a report in Markdown."""
    facts = {"command": command(module), "date": today(), **machine_and_versions(packages)}
    return "\n".join([f"# {title}", "", *(f"- {key}: {what}" for key, what in facts.items()), ""])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
