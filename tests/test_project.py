"""The project's own rules: layers, sizes, what an import costs, public names, no stray paths."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import docparse

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "docparse"
MODULES = sorted(PACKAGE.rglob("*.py"))

LAYERS = (
    ("errors", "cores", "memory", "telemetry", "events", "heartbeat"),
    ("worker_process",),
    ("kept_workers",),
    ("workers",),
    ("schemas", "extras"),
    ("markup", "turning", "models", "values"),
    ("sources",),
    ("tasks",),
    ("engines",),
    ("parcels",),
    ("isolation",),
    ("isolated_calls",),
    ("verify", "assembly", "export", "following"),
    ("api", "conversation"),
    ("testing", "evaluation", "training", "files", "gathering", "progress"),
    ("locks", "digests", "records"),
    ("store", "stopping"),
    ("figures", "manifest", "conversions"),
    ("recipes", "writing"),
    ("converting",),
    ("batch", "inspection", "service"),
    ("cli",),
)
"""A part may import from layers above its own line, and from itself; nothing else."""

LAZY_UPWARD = {("schemas", "markup"), ("schemas", "export"), ("schemas", "verify")}
"""`document.to_markdown()`, `document.audit()` and their kin: imported when they are called."""

HEAVY = {
    "pymupdf",
    "numpy",
    "scipy",
    "torch",
    "transformers",
    "onnxruntime",
    "openvino",
    "rapidocr",
    "cv2",
    "pandas",
    "lxml",
    "PIL",
}

MAX_MODULE_LINES = 500
MAX_FUNCTION_LINES = 80
MAX_PUBLIC_NAMES = 30

STRAY_PATH = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work|opt|tmp)/\w+")


class Imported(NamedTuple):
    """An import of another part of the package."""

    module: Path
    line: int
    part: str
    target: str
    lazy: bool


def imports() -> Iterator[Imported]:
    for module in MODULES:
        part = module.relative_to(PACKAGE).with_suffix("").parts[0]
        if part == "__init__":
            continue
        tree = ast.parse(module.read_text(encoding="utf-8"))
        inside = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for node in ast.walk(function)
        }
        for node in ast.walk(tree):
            for target in _targets(node):
                yield Imported(module, node.lineno, part, target, id(node) in inside)


def _targets(node: ast.AST) -> list[str]:
    """Name the parts an import statement names; the root package counts as `__init__`."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.level == 0:
        names = [node.module or ""]
    else:
        return []
    paths = [name.split(".") for name in names]
    return [[*path, "__init__"][1] for path in paths if path[0] == "docparse"]


def layer(part: str) -> int:
    found = [number for number, parts in enumerate(LAYERS) if part in parts]
    assert found, f"{part!r} stands in no layer; add it to LAYERS"
    return found[0]


def test_every_part_stands_in_a_layer() -> None:
    parts = {module.relative_to(PACKAGE).with_suffix("").parts[0] for module in MODULES}
    for part in parts - {"__init__"}:
        layer(part)


def test_imports_go_downwards_only() -> None:
    upward = [
        f"{item.module.relative_to(ROOT)}:{item.line} imports {item.target}"
        for item in imports()
        if item.part != item.target
        and not (item.lazy and (item.part, item.target) in LAZY_UPWARD)
        and (item.target == "__init__" or layer(item.target) >= layer(item.part))
    ]
    assert upward == []


def test_no_module_is_longer_than_500_lines() -> None:
    long = {
        str(module.relative_to(ROOT)): lines
        for module in MODULES
        if (lines := len(module.read_text(encoding="utf-8").splitlines())) > MAX_MODULE_LINES
    }
    assert long == {}


def functions() -> Iterator[tuple[str, int]]:
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                name = f"{module.relative_to(ROOT)}:{node.name}"
                yield name, node.end_lineno - node.lineno + 1


def test_no_function_is_longer_than_80_lines_and_most_are_short() -> None:
    lengths = dict(functions())
    assert {name: count for name, count in lengths.items() if count > MAX_FUNCTION_LINES} == {}
    assert sorted(lengths.values())[len(lengths) // 2] <= 12


def test_every_module_says_what_it_does() -> None:
    silent = [
        str(module.relative_to(ROOT))
        for module in MODULES
        if not ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_module_is_called_after_nothing() -> None:
    vague = {"utils", "util", "common", "helpers", "misc", "manager", "base_classes"}
    assert [module.name for module in MODULES if module.stem in vague] == []


@pytest.mark.parametrize(
    "statement",
    ["import docparse", "from docparse import *", "import docparse.cli, docparse.batch"],
)
def test_import_loads_nothing_heavy(statement: str) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout.split()
    assert HEAVY.intersection(loaded) == set()


def test_public_names_are_few_sorted_importable_and_documented() -> None:
    names = docparse.__all__
    assert names == sorted(set(names))
    assert len(names) <= MAX_PUBLIC_NAMES
    for name in names:
        value = getattr(docparse, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert inspect.getdoc(value), f"{name} has no docstring"
    assert set(names) <= set(dir(docparse))


def test_other_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'parse_documents'"):
        _ = docparse.parse_documents


def test_package_is_marked_as_typed() -> None:
    assert (PACKAGE / "py.typed").exists()


def test_change_log_has_the_version() -> None:
    from importlib.metadata import version

    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{version('docparse')}]" in log


def written_files() -> Iterator[Path]:
    endings = {".py", ".md", ".toml", ".txt", ".yaml", ".json", ".html"}
    for folder in ("docparse", "tests", "examples", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in endings and "__pycache__" not in path.parts:
                yield path
    for path in sorted(ROOT.iterdir()):
        if path.is_file() and (path.suffix in endings or path.name == "Makefile"):
            yield path


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    stray = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in written_files()
        if (found := STRAY_PATH.search(path.read_text(encoding="utf-8")))
    ]
    assert stray == []
