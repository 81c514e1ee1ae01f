"""Watch what processes do beside their work: ask the network, write files, start programs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

_ROOT = Path(__file__).resolve().parent.parent
_FOLDERS = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")

_WATCH = """
import os, sys

LOG, busy = os.environ["GUARD_LOG"], False
NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg"}
PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile"}
CHANGES = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.chmod"}

def note(what):
    global busy
    busy = True
    try:
        with open(LOG, "a") as file:
            file.write(what.replace("\\n", " ")[:300] + "\\n")
    finally:
        busy = False

def watch(event, arguments):
    if busy:
        return
    if event in NETWORK:
        note(f"network: {event} {arguments[-1]}")
    elif event in PROGRAMS and "docparse.worker_process" not in str(arguments):
        note(f"program: {event} {arguments[0]}")
    elif event == "os.mkdir" and os.path.isdir(arguments[0]):
        return
    elif event in CHANGES:
        note(f"change: {event} {arguments[0]}")
    elif event == "open" and not isinstance(arguments[0], int):
        path, _, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and str(path) != os.devnull:
            note(f"written: {path}")

sys.addaudithook(watch)
"""


@dataclass(frozen=True)
class Guard:
    """An environment for processes in which they are watched.

    Attributes:
        environment: Variables to start them with.
    """

    environment: dict[str, str]
    folder: Path

    def noted(self) -> list[str]:
        """Return what they did, the same things counted, and what they left behind."""
        log = self.folder / "log"
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        counted = [f"{count} × {line}" for line, count in Counter(lines).most_common()]
        return counted + [f"left behind: {path}" for path in self._left()]

    def _left(self) -> Iterator[Path]:
        for name in _FOLDERS:
            yield from (path for path in (self.folder / name).rglob("*") if path.is_file())


@contextmanager
def guard() -> Iterator[Guard]:
    """Make folders for the home, temporary and cached files of watched processes."""
    with TemporaryDirectory(prefix="guard-") as name:
        folder = Path(name)
        for each in (*_FOLDERS, "watch"):
            (folder / each).mkdir()
        (folder / "watch" / "sitecustomize.py").write_text(_WATCH, "utf-8")
        paths = [str(folder / "watch"), str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {each: str(folder / each) for each in _FOLDERS}
        environment |= {
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONDONTWRITEBYTECODE": "1",
            "GUARD_LOG": str(folder / "log"),
        }
        yield Guard(environment, folder)
