"""The tree of errors, and optional parts that are not installed."""

from __future__ import annotations

import inspect

import pytest

import docparse
from docparse import errors
from docparse.extras import load

ERRORS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


def test_every_error_is_a_docparse_error_and_public() -> None:
    for kind in ERRORS:
        assert issubclass(kind, errors.DocparseError)
        assert getattr(docparse, kind.__name__) is kind


@pytest.mark.parametrize(
    ("kind", "familiar"),
    [
        (errors.SourceError, ValueError),
        (errors.TaskError, ValueError),
        (errors.SchemaError, TypeError),
        (errors.OutputError, ValueError),
        (errors.MissingDependencyError, ImportError),
        (errors.PasswordError, errors.SourceError),
        (errors.LimitError, errors.SourceError),
        (errors.MissingDependencyError, errors.EngineError),
        (errors.UnsupportedTaskError, errors.EngineError),
        (errors.RemoteError, errors.EngineError),
    ],
)
def test_errors_can_be_caught_by_what_they_are(
    kind: type[Exception], familiar: type[Exception]
) -> None:
    assert issubclass(kind, familiar)


def test_docstring_draws_every_error() -> None:
    assert errors.__doc__ is not None
    assert [kind.__name__ for kind in ERRORS if kind.__name__ not in errors.__doc__] == []


def test_optional_part_is_loaded_by_name() -> None:
    assert load("json:dumps")([1]) == "[1]"


def test_missing_package_is_named_with_the_command_that_installs_it() -> None:
    with pytest.raises(errors.MissingDependencyError) as raised:
        load("no_such_package.part:Thing", extra="model")
    assert "'no_such_package'" in str(raised.value)
    assert "pip install 'docparse[model]'" in str(raised.value)


def test_error_inside_an_optional_part_is_not_relabelled() -> None:
    with pytest.raises(AttributeError):
        load("json:no_such_function")
