"""Load optional parts on first use, and say how to install them when they are missing."""

from importlib import import_module
from typing import Any

from docparse.errors import MissingDependencyError


def load(target: str, *, extra: str | None = None) -> Any:  # noqa: ANN401 (any attribute of any module)
    """Import `"package.module:Attribute"` and return the attribute.

    Args:
        target: Module path and attribute, separated by a colon.
        extra: Extra of docparse that installs what the module needs; None for the base install.

    Raises:
        MissingDependencyError: A module that `target` needs is not installed.
    """
    module_name, _, attribute = target.partition(":")
    try:
        return getattr(import_module(module_name), attribute)
    except ModuleNotFoundError as error:
        package = "docparse" if extra is None else f"docparse[{extra}]"
        raise MissingDependencyError(
            f"{target} needs the module {error.name!r}: run  pip install '{package}'"
        ) from error
