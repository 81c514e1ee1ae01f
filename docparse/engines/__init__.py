"""Engines by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import signature

from docparse.engines.base import Engine
from docparse.errors import EngineError
from docparse.extras import load


@dataclass(frozen=True)
class EngineEntry:
    """An engine one can name.

    Attributes:
        target: Where it lives, `module:Class`.
        extra: Extra of docparse that installs what it needs.
        tasks: Names of the tasks it answers.
        summary: What it is, in a few words.
    """

    target: str
    extra: str | None
    tasks: frozenset[str]
    summary: str


_COMPUTED = frozenset(
    {
        "ParsePage",
        "ReadTable",
        "ReadFormula",
        "FindLayout",
        "ExtractFields",
        "FindPairs",
        "SpotText",
    }
)
_PROMPTED = _COMPUTED | {"AskPages"}

ENGINES: dict[str, EngineEntry] = {
    "embedded": EngineEntry(
        "docparse.engines.embedded:EmbeddedEngine",
        None,
        _COMPUTED,
        "text layer, layout, OCR, tables, formulas and fields on a CPU; nothing to download",
    ),
    "infmllm2": EngineEntry(
        "docparse.engines.local:LocalEngine",
        "model",
        _PROMPTED,
        "INF-MLLM2 in this process, on CUDA or slowly on a CPU; needs its checkpoint",
    ),
    "remote": EngineEntry(
        "docparse.engines.remote:RemoteEngine",
        "remote",
        _PROMPTED,
        "any OpenAI-compatible server (vLLM, SGLang, …) with a vision model",
    ),
}


@contextmanager
def use_engine(engine: str | Engine) -> Iterator[Engine]:
    """Open the engine of that name and close it afterwards; one that is open stays open."""
    if isinstance(engine, Engine):
        yield engine
        return
    with open_engine(engine) as opened:
        yield opened


def open_engine(engine: str, **options: object) -> Engine:
    """Return the engine of that name.

    Args:
        engine: `embedded`, `infmllm2` or `remote`.
        options: What its class takes, such as `weights=` or `base_url=`.

    Raises:
        EngineError: There is no engine of that name, it takes no such option, or it cannot work.
        MissingDependencyError: The engine's extra is not installed.
    """
    if engine not in ENGINES:
        raise EngineError(f"no engine is named {engine!r}; there are: {', '.join(ENGINES)}")
    entry = ENGINES[engine]
    kind = load(entry.target, extra=entry.extra)
    _check_options(engine, kind, options)
    opened = kind(**options)
    assert isinstance(opened, Engine)
    return opened


def engines_for(task: str) -> tuple[str, ...]:
    """Return the names of the engines that answer tasks of that name."""
    return tuple(name for name, entry in ENGINES.items() if task in entry.tasks)


def _check_options(engine: str, kind: type[Engine], options: Mapping[str, object]) -> None:
    parameters = signature(kind).parameters
    unknown = sorted(set(options) - set(parameters))
    if unknown:
        raise EngineError(
            f"engine {engine!r} takes no option {unknown[0]!r}; it takes: {', '.join(parameters)}"
        )
    missing = [
        name
        for name, parameter in parameters.items()
        if parameter.default is parameter.empty and name not in options
    ]
    if missing:
        raise EngineError(f"engine {engine!r} needs the option {missing[0]!r}")
