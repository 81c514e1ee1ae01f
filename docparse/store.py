"""What is done of a batch, page by page, in `.docparse/` of the folder of its results.

Knows files by name and digest, and pages; not how they are made. Several processes may use it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from pydantic_core import PydanticSerializationError

from docparse.digests import is_intact, relative_name
from docparse.locks import Presence, is_present, sweep
from docparse.records import Again, Entry, Job, Known, Setback, Status, StoreError
from docparse.schemas import Page

FOLDER = ".docparse"
KEPT_BYTES = 1 << 30
"""Compressed pages of ended files are kept up to this size, the files that ended last."""
MOST_LOSSES = 5
"""How often the process that reads a file may be lost before the file has failed."""

_LAYOUT = 1
_READ, _FAILED, _LOST = range(3)
_BUSY_S = 60.0
_RETRY_S = 0.02
_TABLES = """
CREATE TABLE IF NOT EXISTS files(
    source TEXT PRIMARY KEY, reading TEXT, recipe TEXT, bounds TEXT, status TEXT, run TEXT,
    owner TEXT, at INTEGER, losses INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0, ended REAL, pages INTEGER NOT NULL DEFAULT 0,
    failed TEXT NOT NULL DEFAULT '[]', problems TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX IF NOT EXISTS readings ON files(reading);
CREATE TABLE IF NOT EXISTS pages(
    source TEXT, number INTEGER, failed INTEGER, body BLOB, PRIMARY KEY (source, number)
);
CREATE TABLE IF NOT EXISTS outputs(
    path TEXT PRIMARY KEY, source TEXT, recipe TEXT, digest TEXT
);
"""


class Store:
    """The store of a folder, for one process; close it, or use it as a context manager.

    Args:
        folder: The folder of the results.
        run: A name for the run, never given twice.
        again: What is done anew in this run: nothing, the failed pages and files, or all.

    Raises:
        StoreError: The folder cannot be written, or holds something else under the store's name.
    """

    def __init__(self, folder: Path, run: str, again: Again = "nothing") -> None:
        self._root, self._run, self._again = folder, run, again
        self._home = folder / FOLDER
        with self._told():
            self._home.mkdir(parents=True, exist_ok=True)
            sweep(self._owners)
            self._presence = Presence(self._owners, owner_name(run, os.getpid()))
            self._db = sqlite3.connect(
                self._home / "store.db",
                timeout=_BUSY_S,
                isolation_level=None,
                check_same_thread=False,
            )
            self._db.row_factory = sqlite3.Row
            self._prepare()

    def _prepare(self) -> None:
        self._write_ahead()
        self._db.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing
        with self._change() as db:
            if db.execute("PRAGMA user_version").fetchone()[0] not in {0, _LAYOUT}:
                for table in ("files", "pages", "outputs"):
                    db.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in filter(str.strip, _TABLES.split(";")):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {_LAYOUT}")

    def _write_ahead(self) -> None:
        """Have changes written ahead; SQLite does not wait for others that open it just now."""
        patience = time.monotonic() + _BUSY_S
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() > patience:
                    raise
                time.sleep(_RETRY_S)

    @property
    def _owners(self) -> Path:
        return self._home / "owners"

    def close(self) -> None:
        """Close it and give up what was claimed."""
        self._db.close()
        self._presence.leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def name(self, path: Path) -> str:
        """Name a file by its path from the folder."""
        return relative_name(path, self._root)

    # Claims

    def claim(self, source: str) -> bool:
        """Take a file for this process, unless another that lives has it."""
        with self._change() as db:
            db.execute("INSERT OR IGNORE INTO files(source) VALUES (?)", (source,))
            owner = self._row(source)["owner"]
            if self._is_foreign(owner):
                return False
            db.execute("UPDATE files SET owner = ? WHERE source = ?", (self._me, source))
        return True

    def release(self, source: str) -> None:
        """Let others have a file."""
        with self._change() as db:
            db.execute(
                "UPDATE files SET owner = NULL WHERE source = ? AND owner = ?", (source, self._me)
            )

    def is_taken(self, source: str) -> bool:
        """Tell whether another process that lives has a file."""
        with self._told():
            row = self._find(source)
            return row is not None and self._is_foreign(row["owner"])

    def ghost(self, source: str) -> int | None:
        """Return the process id of the dead process that had a file, unless it was given anew."""
        with self._told():
            row = self._find(source)
            owner = None if row is None else row["owner"]
            if owner is None or owner == self._me or self._is_foreign(owner):
                return None
            process = owner.rpartition("-")[2]
            alive = any(path.name.endswith(f"-{process}") for path in self._owners.iterdir())
            return None if alive else int(process)

    # Reading

    def is_known(self, source: str) -> bool:
        """Tell whether a file may be through, from its name alone."""
        with self._told():
            row = self._find(source)
            return row is not None and row["status"] is not None and self._again != "all"

    def settled(self, job: Job, outputs: Iterable[Path]) -> Entry | None:
        """Return what became of a file if there is nothing left to do.

        It is through by the same recipe, is not to be tried again, and all that was written for
        it, the wanted outputs included, stands there as it was written.
        """
        with self._told():
            row = self._find(job.source)
            if row is None or row["status"] is None or row["recipe"] != job.recipe:
                return None
            if row["run"] != self._run and (
                self._again == "all" or (row["status"] != "done" and self._tries_again(row, job))
            ):
                return None
            if row["status"] != "failed" and not self._stand(job, outputs):
                return None
            return self._entry(row)

    def begin(self, job: Job) -> Known:
        """Note what a claimed file is to become, and return what is known of it.

        Pages of another reading are thrown away; those of the same reading of another file, which
        is a copy then, or was renamed, are taken.
        """
        with self._change() as db:
            row, source = self._row(job.source), job.source
            first = row["run"] != self._run
            if row["reading"] != job.reading or (first and self._again == "all"):
                db.execute("DELETE FROM pages WHERE source = ?", (source,))
                db.execute(
                    "UPDATE files SET losses = 0, bytes = 0, seconds = 0 WHERE source = ?",
                    (source,),
                )
                if self._again != "all":
                    self._adopt(job)
            elif first and self._tries_again(row, job):
                db.execute("DELETE FROM pages WHERE source = ? AND failed", (source,))
                db.execute("UPDATE files SET losses = 0 WHERE source = ?", (source,))
            db.execute(
                "UPDATE files SET reading = ?, recipe = ?, bounds = ?, run = ?, status = NULL, "
                "at = NULL WHERE source = ?",
                (job.reading, job.recipe, job.bounds, self._run, source),
            )
            rows = db.execute("SELECT number, failed FROM pages WHERE source = ?", (source,))
            pages = {row["number"]: row["failed"] for row in rows}
            lost = frozenset(number for number, failed in pages.items() if failed == _LOST)
            return Known(frozenset(pages), lost, self._row(source)["losses"])

    def reach(self, source: str, page: int | None) -> None:
        """Note which page is read next: 0 when it is one of several, None after the last."""
        with self._change() as db:
            db.execute("UPDATE files SET at = ? WHERE source = ?", (page, source))

    def keep(self, source: str, page: Page, *, following: int | None, seconds: float) -> None:
        """Keep a page that was read, and note which one is read next, as for `reach`."""
        body = zlib.compress(_page_json(page), 3)
        with self._change() as db:
            self._insert(source, page.number, _FAILED if page.error else _READ, body)
            db.execute(
                "UPDATE files SET at = ?, seconds = seconds + ? WHERE source = ?",
                (following, seconds, source),
            )

    def pages(self, source: str, numbers: Sequence[int]) -> Iterator[Page]:
        """Yield kept pages."""
        for number in numbers:
            with self._told():
                row = self._db.execute(
                    "SELECT body FROM pages WHERE source = ? AND number = ?", (source, number)
                ).fetchone()
            if row is None:
                raise StoreError(f"{self._home}: page {number} of {source} is gone; start again")
            yield Page.model_validate_json(zlib.decompress(row["body"]))

    # Ends

    def finish(
        self,
        job: Job,
        *,
        pages: int,
        failed: Sequence[int],
        problems: Sequence[str],
        digests: Mapping[Path, str],
        seconds: float,
    ) -> Entry:
        """Note that a claimed file was written, let others have it, and keep the store small."""
        status: Status = "partial" if problems else "done"
        new = {self.name(path): written for path, written in digests.items()}
        gone = [
            name
            for name, written in self._written(job).items()
            if name not in new and not is_intact(self._root / name, written)
        ]
        with self._change() as db:
            db.execute(
                "DELETE FROM outputs WHERE source = ? AND recipe <> ?", (job.source, job.recipe)
            )
            db.executemany("DELETE FROM outputs WHERE path = ?", [(name,) for name in gone])
            db.executemany(
                "INSERT OR REPLACE INTO outputs(path, source, recipe, digest) VALUES (?, ?, ?, ?)",
                [(name, job.source, job.recipe, written) for name, written in new.items()],
            )
            self._end(job.source, status, problems, pages=pages, failed=failed, seconds=seconds)
            self._prune()
            return self._entry(self._row(job.source))

    def fail(self, job: Job, reason: str, *, final: bool = True, seconds: float = 0.0) -> None:
        """Note that a claimed file failed; unless that is final it is tried again the next time."""
        with self._change() as db:
            if not final:
                db.execute("UPDATE files SET recipe = NULL WHERE source = ?", (job.source,))
            self._end(job.source, "failed", [reason], seconds=seconds)

    def note(self, source: str, reason: str, *, seconds: float = 0.0) -> None:
        """Note that a file failed, unless that is known; it is tried again the next time."""
        with self._change() as db:
            db.execute("INSERT OR IGNORE INTO files(source) VALUES (?)", (source,))
            row = self._row(source)
            known = row["status"] == "failed" and json.loads(row["problems"]) == [reason]
            if not known and not self._is_foreign(row["owner"]):
                db.execute("UPDATE files SET recipe = NULL WHERE source = ?", (source,))
                self._end(source, "failed", [reason], seconds=seconds)

    def lose(self, source: str, process: int, reason: str, *, in_time: bool) -> Setback:
        """Note that a process of this run was lost with a file it had.

        The page it was at has failed, and the file goes on with the next one the next time it is
        begun. It has failed as a whole when it was lost elsewhere or too often, or is out of time.
        """
        with self._change() as db:
            row = self._find(source)
            if row is None or row["owner"] != owner_name(self._run, process):
                return Setback(goes_on=False)
            page, losses = row["at"], row["losses"] + 1
            if page:
                body = _page_json(Page(number=page, width=0, height=0, error=reason))
                self._insert(source, page, _LOST, zlib.compress(body, 3))
            if page is None or losses > MOST_LOSSES or not in_time:
                self._end(source, "failed", [reason])
                return Setback(page or None)
            db.execute(
                "UPDATE files SET losses = ?, owner = NULL, at = NULL WHERE source = ?",
                (losses, source),
            )
            return Setback(page or None, goes_on=True)

    def entries(self) -> list[Entry]:
        """Return the files that are through, by name."""
        with self._told():
            rows = self._db.execute(
                "SELECT * FROM files WHERE status IS NOT NULL ORDER BY source"
            ).fetchall()
            return [self._entry(row) for row in rows]

    @property
    def manifest(self) -> Path:
        """Where the manifest is."""
        return self._home / "manifest.jsonl"

    # Rows

    @property
    def _me(self) -> str:
        return self._presence.name

    def _find(self, source: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._db.execute(
            "SELECT * FROM files WHERE source = ?", (source,)
        ).fetchone()
        return row

    def _row(self, source: str) -> sqlite3.Row:
        row = self._find(source)
        if row is None:
            raise StoreError(f"{self._home}: {source} is gone; start again")
        return row

    def _entry(self, row: sqlite3.Row) -> Entry:
        outputs = self._db.execute(
            "SELECT path FROM outputs WHERE source = ? AND recipe = ? ORDER BY path",
            (row["source"], row["recipe"]),
        )
        return Entry(
            source=row["source"],
            status=row["status"],
            pages=row["pages"],
            failed_pages=tuple(json.loads(row["failed"])),
            problems=tuple(json.loads(row["problems"])),
            seconds=row["seconds"],
            outputs=tuple(output["path"] for output in outputs),
        )

    def _stand(self, job: Job, outputs: Iterable[Path]) -> bool:
        written = self._written(job)
        return {self.name(path) for path in outputs} <= written.keys() and all(
            is_intact(self._root / name, expected) for name, expected in written.items()
        )

    def _written(self, job: Job) -> dict[str, str]:
        rows = self._db.execute(
            "SELECT path, digest FROM outputs WHERE source = ? AND recipe = ?",
            (job.source, job.recipe),
        )
        return {row["path"]: row["digest"] for row in rows}

    def _tries_again(self, row: sqlite3.Row, job: Job) -> bool:
        return self._again == "failed" or row["bounds"] != job.bounds

    def _is_foreign(self, owner: str | None) -> bool:
        return owner is not None and owner != self._me and is_present(self._owners, owner)

    def _adopt(self, job: Job) -> None:
        twin = self._db.execute(
            "SELECT source FROM files WHERE reading = ? AND source <> ? ORDER BY bytes DESC",
            (job.reading, job.source),
        ).fetchone()
        if twin is not None:
            for row in self._db.execute(
                "SELECT number, body FROM pages WHERE source = ? AND NOT failed", (twin["source"],)
            ).fetchall():
                self._insert(job.source, row["number"], _READ, row["body"])

    def _insert(self, source: str, number: int, failed: int, body: bytes) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO pages(source, number, failed, body) VALUES (?, ?, ?, ?)",
            (source, number, failed, body),
        )
        self._db.execute("UPDATE files SET bytes = bytes + ? WHERE source = ?", (len(body), source))

    def _end(
        self,
        source: str,
        status: Status,
        problems: Sequence[str],
        *,
        pages: int = 0,
        failed: Sequence[int] = (),
        seconds: float = 0.0,
    ) -> None:
        self._db.execute(
            "UPDATE files SET status = ?, problems = ?, pages = ?, failed = ?, at = NULL, "
            "owner = NULL, seconds = seconds + ?, ended = ? WHERE source = ?",
            (
                status,
                json.dumps(problems),
                pages,
                json.dumps(failed),
                seconds,
                time.time(),
                source,
            ),
        )

    def _prune(self) -> None:
        over = self._db.execute("SELECT sum(bytes) FROM files").fetchone()[0] - KEPT_BYTES
        if over <= 0:
            return
        ended = self._db.execute(
            "SELECT source, bytes FROM files WHERE status IS NOT NULL AND owner IS NULL "
            "AND bytes > 0 ORDER BY ended"
        ).fetchall()
        for row in ended:
            if over <= 0:
                return
            self._db.execute("DELETE FROM pages WHERE source = ?", (row["source"],))
            self._db.execute("UPDATE files SET bytes = 0 WHERE source = ?", (row["source"],))
            over -= row["bytes"]

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """Change several rows at once or none."""
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        except sqlite3.Error as error:
            raise StoreError(f"{self._home}: what is done cannot be kept: {error}") from error
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(f"{self._home}: what is done cannot be kept: {reason}") from error


def owner_name(run: str, process: int) -> str:
    """Name a process of a run."""
    return f"{run}-{process}"


def _page_json(page: Page) -> bytes:
    try:
        return page.model_dump_json().encode()
    except PydanticSerializationError:  # text with half a character: it has no place in a file
        return json.dumps(page.model_dump(), ensure_ascii=False).encode("utf-8", "replace")
