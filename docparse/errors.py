"""Every exception docparse raises on purpose.

DocparseError
├── SourceError (ValueError)        the file cannot be opened or read
│   ├── PasswordError               it is encrypted: no password given, or a wrong one
│   └── LimitError                  it is larger, longer or slower than `Limits` allows
├── TaskError (ValueError)          the question cannot be asked: it is empty, or about no place
├── SchemaError (TypeError)         the user's own type cannot be filled
├── OutputError (ValueError)        a reply could not be read as the task's type
└── EngineError                     the engine cannot do the work
    ├── MissingDependencyError (ImportError)
    ├── UnsupportedTaskError
    └── RemoteError
"""


class DocparseError(Exception):
    """Root of all errors raised by docparse."""


class SourceError(DocparseError, ValueError):
    """The source cannot be opened or read; the message says why and what to do."""


class PasswordError(SourceError):
    """The source is encrypted and the password is missing or wrong."""


class LimitError(SourceError):
    """The source exceeds one of the `Limits` it was opened with."""


class TaskError(DocparseError, ValueError):
    """A question cannot be asked as it stands; the message says what is wrong with it."""


class SchemaError(DocparseError, TypeError):
    """A user's type cannot be used as an extraction schema."""


class OutputError(DocparseError, ValueError):
    """A reply could not be read as a value of the task's type."""


class EngineError(DocparseError):
    """An engine cannot answer."""


class MissingDependencyError(EngineError, ImportError):
    """An optional part is not installed; the message holds the pip command."""


class UnsupportedTaskError(EngineError):
    """The engine does not answer this kind of task; the message names those that do."""


class RemoteError(EngineError):
    """A model server failed or refused.

    Attributes:
        status: The HTTP status it answered with; None when it did not answer.
    """

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status
