"""Files that appear whole or not at all, whatever ends the writing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from docparse.files import remove_draft, write_atomically
from tests.papers import pdf
from tests.processes import has_pages, is_empty_soon, is_true_soon

ROOT = Path(__file__).parents[1]

HALF = """
import sys, time
from pathlib import Path
from docparse.files import write_atomically
with write_atomically(Path(sys.argv[1])) as file:
    file.write(b"half of it" * 10_000)
    file.flush()
    print("half", flush=True)
    time.sleep(60)
"""

FULL_DISK = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
from docparse.cli import main
main()
"""


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_file_is_not_there_until_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "new" / "result.md"
    with write_atomically(path) as file:
        file.write(b"whole")
        file.flush()
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert names(path.parent) == ["result.md"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that nobody can write in")
def test_folder_that_takes_no_file_is_told_with_the_name_of_the_file() -> None:
    path = Path("/proc/self/result.md")
    with pytest.raises(OSError, match="proc") as error, write_atomically(path):
        pass
    assert error.value.filename == str(path)


def test_error_keeps_what_stood_there_before(tmp_path: Path) -> None:
    path = tmp_path / "result.md"
    path.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt), write_atomically(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"before"
    assert names(tmp_path) == ["result.md"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_killed_process_leaves_what_stood_there_before(tmp_path: Path, number: int) -> None:
    path = tmp_path / "result.md"
    path.write_bytes(b"before")
    with subprocess.Popen(
        [sys.executable, "-c", HALF, path], stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
    assert path.read_bytes() == b"before"
    assert all(name.startswith(".") for name in names(tmp_path) if name != "result.md")
    remove_draft(tmp_path, process.pid)
    assert names(tmp_path) == ["result.md"]


def test_drafts_of_others_are_left_alone(tmp_path: Path) -> None:
    for name in (".docparse-12-7.part", ".docparse-123-7.part", "docparse-12.part"):
        (tmp_path / name).write_bytes(b"")
    remove_draft(tmp_path, 12)
    assert names(tmp_path) == [".docparse-123-7.part", "docparse-12.part"]


def test_draft_left_by_a_process_of_the_same_number_is_no_hindrance(tmp_path: Path) -> None:
    with write_atomically(tmp_path / "a") as file:
        draft = Path(file.name)
        file.write(b"a")
    draft.write_bytes(b"left behind, and longer")
    with write_atomically(tmp_path / "b") as file:
        file.write(b"b")
    assert names(tmp_path) == ["a", "b"]
    assert (tmp_path / "b").read_bytes() == b"b"


def test_threads_write_beside_each_other(tmp_path: Path) -> None:
    def write(number: int) -> None:
        with write_atomically(tmp_path / f"{number:02}") as file:
            file.write(b"%02d" % number)
            time.sleep(0.01)
            file.write(b"%02d" % number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    assert names(tmp_path) == [f"{number:02}" for number in range(24)]
    assert all(path.read_text() == 2 * path.name for path in tmp_path.iterdir())


def results(tmp_path: Path) -> list[str]:
    """What stands in the folder of the results beside what it remembers."""
    out = tmp_path / "out"
    return [name for name in names(out) if name != ".docparse"] if out.exists() else []


def parse(tmp_path: Path, *, program: str, scratch: Path) -> subprocess.Popen[str]:
    path = tmp_path / "long.pdf"
    return subprocess.Popen(
        [sys.executable, "-c", program, "parse", path, "-o", tmp_path / "out", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(TMPDIR=str(scratch)),
        start_new_session=True,
    )


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="needs a limit on the size of files")
def test_full_disk_is_one_line_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "long.pdf").write_bytes(pdf("Words."))
    (tmp_path / "scratch").mkdir()
    with parse(tmp_path, program=FULL_DISK, scratch=tmp_path / "scratch") as process:
        output, complaints = process.communicate(timeout=120)
    assert (process.returncode, output) == (1, "")
    assert complaints.count("\n") == 1
    assert complaints.startswith(f"docparse: {tmp_path / 'out' / '.docparse'}: ")
    assert results(tmp_path) == []
    assert names(tmp_path / "scratch") == []


def test_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "long.pdf").write_bytes(pdf("Words."))
    (tmp_path / "scratch").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "long.json").mkdir()
    main = "from docparse.cli import main; main()"
    with parse(tmp_path, program=main, scratch=tmp_path / "scratch") as process:
        output, complaints = process.communicate(timeout=120)
    assert (process.returncode, output) == (1, "")
    assert complaints.count("\n") == 1
    assert results(tmp_path) == ["long.json"]
    assert names(tmp_path / "out" / "long.json") == []


def test_terminated_command_leaves_no_half_file_and_no_process(tmp_path: Path) -> None:
    (tmp_path / "long.pdf").write_bytes(pdf(*["Some words."] * 400))
    (tmp_path / "scratch").mkdir()
    main = "from docparse.cli import main; main()"
    with parse(tmp_path, program=main, scratch=tmp_path / "scratch") as process:
        assert is_true_soon(lambda: has_pages(tmp_path / "out"))
        process.terminate()
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == 143
    assert "goes on from here" in complaints
    assert results(tmp_path) == names(tmp_path / "scratch") == []
    assert is_empty_soon(process.pid)
