"""Judge a reply: is it whole, does it repeat itself, can it be read?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from docparse.errors import OutputError
from docparse.markup.repetition import find_loop, without_loop
from docparse.tasks.base import Dialect, Read, Task

T = TypeVar("T")

Fault = Literal["empty", "unreadable", "repetitive", "cut off"]
_WORTH: dict[Fault | None, int] = {
    "empty": 0,
    "unreadable": 0,
    "repetitive": 1,
    "cut off": 2,
    None: 3,
}


@dataclass(frozen=True)
class Verdict(Generic[T]):
    """What is to be thought of a reply.

    Attributes:
        fault: None when there is none.
        read: What could be read all the same.
        why: The fault in words.
        error: Why nothing could be read.
    """

    fault: Fault | None
    read: Read[T] | None = None
    why: str = ""
    error: OutputError | None = None

    @property
    def worth(self) -> int:
        """The higher, the better."""
        return _WORTH[self.fault] if self.read is not None else -1


def judge(task: Task[T], text: str, dialect: Dialect, *, ended: bool) -> Verdict[T]:
    """Read a reply and say what is wrong with it.

    Args:
        task: What was asked.
        text: What the model wrote.
        dialect: Family of the model.
        ended: The model ended the reply itself; False when it was cut off.
    """
    if not text.strip():
        return Verdict("empty", why="the reply was empty", error=OutputError("an empty reply"))
    loop = find_loop(text)
    try:
        read = task.read(text if loop is None else without_loop(text), dialect)
    except OutputError as error:
        why = f"the reply could not be read ({_short(str(error))})"
        return Verdict("unreadable", why=why, error=error)
    if loop is not None:
        why = f"the reply repeats itself ({loop.times} times the same {loop.period} characters)"
        return Verdict("repetitive", read, why)
    if not ended:
        return Verdict("cut off", read, "the reply was cut off at the limit of its length")
    return Verdict(None, read)


def _short(text: str, limit: int = 120) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
