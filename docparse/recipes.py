"""What a result comes of, as digests by which a store knows whether it is the one wanted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from docparse.conversions import BatchOptions, Conversion
from docparse.digests import digest, file_digest
from docparse.records import Job
from docparse.schemas.document import SCHEMA_VERSION
from docparse.sources import Limits
from docparse.store import Store

_SECRETS = frozenset({"api_key"})
"""Options of engines that leave no trace, not even a digest."""


def job_of(conversion: Conversion, options: BatchOptions, store: Store) -> Job:
    """Say what is wanted of a file.

    Raises:
        OSError: The file cannot be read.
    """
    reading = digest(
        file_digest(conversion.source),
        options.engine,
        _engine_options(options.engine_options),
        repr(options.parsing),
        _version(),
    )
    figures = conversion.figures
    recipe = digest(
        reading,
        conversion.source.name,
        repr(_of_results(options)),
        "" if figures is None else f"{store.name(figures)} {store.name(conversion.links)}",
    )
    return Job(
        source=store.name(conversion.source),
        reading=reading,
        recipe=recipe,
        bounds=digest(repr(options.limits)),
    )


def is_storable(conversion: Conversion, options: BatchOptions) -> bool:
    """Tell whether a file can be read twice, once for its digest, and is not too large to be."""
    path = conversion.source
    return path.is_file() and path.stat().st_size <= options.limits.max_file_bytes


def _of_results(options: BatchOptions) -> BatchOptions:
    """Keep what shows in the results; `repr` leaves out secrets."""
    return replace(options, limits=Limits(), workers=1, folder=None, again="nothing")


def _engine_options(options: Mapping[str, object]) -> str:
    shown = {name: value for name, value in options.items() if name not in _SECRETS}
    return json.dumps(shown, sort_keys=True, default=repr)


def _version() -> str:
    try:
        return f"{version('docparse')} {SCHEMA_VERSION}"
    except PackageNotFoundError:  # run from its folder
        return SCHEMA_VERSION
