"""The command line: where results go, exit codes, one line for each failure, no tracebacks."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from docparse import Document
from docparse.cli import app
from tests.papers import encoded, half_readable_pdf, locked_pdf, pdf, picture
from tests.processes import is_empty_soon

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and terminals")


def docparse(*arguments: object, given: bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=given)


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", "from docparse.cli import main; main()", *map(str, arguments)]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of two pages."""
    path = tmp_path_factory.mktemp("paper") / "paper.pdf"
    path.write_bytes(pdf("Words of the first page.", "Words of the second page."))
    return path


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """What became of a folder with good and bad files, and where its results are."""
    folder = tmp_path_factory.mktemp("batch")
    files = {
        "report.pdf": pdf("A report."),
        "sub/report.pdf": pdf("Another report."),
        "sub/locked.pdf": locked_pdf("x", password="sesame"),
        "sub/junk.pdf": b"junk",
        "empty.png": b"",
        "half.pdf": half_readable_pdf("A page that can be read."),
    }
    for name, data in files.items():
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_bytes(data)
    result = docparse(
        "parse", folder / "in", "-o", folder / "out", "--format", "json,md", "--jobs", 2
    )
    return result, folder


def test_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert docparse("--version").output == f"docparse {version('docparse')}\n"


def test_help_names_every_command() -> None:
    output = docparse("--help").output
    assert all(name in output for name in ("parse", "view", "info", "engines"))


def test_engines_are_listed_with_their_state() -> None:
    result = docparse("engines")
    assert result.exit_code == 0
    assert result.output.startswith("embedded ")
    assert "(ready)" in result.output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("parse", "Missing argument"),
        ("parse . ", "need a folder: -o DIR"),
        ("parse a.pdf b.pdf", "need a folder: -o DIR"),
        ("parse a.pdf --format md,json", "several formats need a folder"),
        ("parse a.pdf --format docx", "'docx' is not one of md, json, html, txt, view"),
        ("parse a.pdf --pages 1-", "'1-' is not like 3, 1-3 or -1"),
        ("parse a.pdf --engine nobody", "'nobody' is not one of embedded"),
        ("parse a.pdf --ocr maybe", "maybe"),
        ("parse a.pdf --jobs 0", "--jobs"),
        ("parse a.pdf --time-limit 0", "--time-limit"),
        ("parse a.pdf --skip-existing", "--skip-existing needs a folder"),
        ("parse a.pdf --frobnicate", "No such option"),
        ("parse a.pdf -o {file}", "is a file; give a folder"),
        ("view {file} -o {file}", "would overwrite the file"),
        ("info", "Missing argument"),
        ("frobnicate", "No such command"),
    ],
)
def test_wrong_usage_is_explained_with_exit_code_2(
    arguments: str, complaint: str, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    result = docparse(*[part.format(file=paper) for part in arguments.split()])
    assert result.exit_code == 2
    assert complaint in result.output


def test_one_file_goes_to_standard_output(paper: Path) -> None:
    result = docparse("parse", paper, "--format", "json", "--pages", "-1")
    assert (result.exit_code, result.stderr) == (0, "")
    document = Document.from_json(result.stdout)
    assert document.source.name == "paper.pdf"
    assert [page.number for page in document.pages] == [2]
    assert not (paper.parent / "paper.json").exists()


def test_dash_reads_standard_input(paper: Path) -> None:
    result = docparse("parse", "-", "--format", "json", given=paper.read_bytes())
    assert result.exit_code == 0
    assert Document.from_json(result.stdout).source.name == "stdin"
    result = docparse("parse", "-", given=b"junk")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("-: ")


def test_folder_is_mirrored_in_the_output_folder(batch: tuple[Result, Path]) -> None:
    _, folder = batch
    written = sorted(
        path.relative_to(folder / "out").as_posix()
        for path in (folder / "out").rglob("[!.]*")
        if path.is_file() and ".docparse" not in path.parts
    )
    assert written == [
        "half.json",
        "half.md",
        "report.json",
        "report.md",
        "sub/report.json",
        "sub/report.md",
    ]
    document = Document.from_json((folder / "out/sub/report.json").read_bytes())
    assert [block.text for block in document.blocks] == ["Another report."]


def test_each_failure_is_one_line_and_the_exit_code_is_1(batch: tuple[Result, Path]) -> None:
    result, folder = batch
    assert (result.exit_code, result.stdout) == (1, "")
    lines = dict(sorted(line.split(": ", 1) for line in result.stderr.splitlines()))
    assert {Path(path).relative_to(folder / "in").as_posix() for path in lines} == {
        "empty.png",
        "half.pdf",
        "sub/junk.pdf",
        "sub/locked.pdf",
    }
    assert lines[str(folder / "in/sub/locked.pdf")] == "locked.pdf is encrypted; give its password"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_file_that_hangs_is_given_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    result = docparse("parse", tmp_path / "pipe.pdf", "--page-time-limit", 1)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"{tmp_path / 'pipe.pdf'}: stopped: nothing came of it for 1 s\n"


def test_unreadable_page_is_told_and_the_others_are_written(batch: tuple[Result, Path]) -> None:
    result, folder = batch
    (line,) = [line for line in result.stderr.splitlines() if "half.pdf" in line]
    assert "half.pdf: page 2: the PDF is damaged" in line
    document = Document.from_json((folder / "out/half.json").read_bytes())
    assert document.pages[0].blocks
    assert document.pages[1].error is not None


def test_existing_results_are_kept_on_request(batch: tuple[Result, Path]) -> None:
    _, folder = batch
    report = folder / "out/report.json"
    report.write_text("kept", encoding="utf-8")
    os.utime(folder / "out/sub/report.json", (0, 0))
    result = docparse(
        "parse",
        folder / "in/report.pdf",
        folder / "in/sub/report.pdf",
        folder / "in/absent.pdf",
        "-o",
        folder / "out",
        "--format",
        "json",
        "--skip-existing",
    )
    assert result.stderr == f"{folder / 'in/absent.pdf'}: there is no such file\n"
    assert report.read_text(encoding="utf-8") == "kept"


def test_nothing_to_do_is_no_failure(batch: tuple[Result, Path]) -> None:
    _, folder = batch
    result = docparse("parse", folder / "in/half.pdf", "-o", folder / "out", "--skip-existing")
    assert (result.exit_code, result.output) == (0, "")


def test_password_is_taken_from_option_and_environment(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(locked_pdf("Hidden words.", password="sesame"))
    wrong = docparse("info", path, "--password", "open")
    assert (wrong.exit_code, wrong.stderr) == (1, f"{path}: the password is wrong\n")
    right = CliRunner().invoke(
        app, ["info", str(path), "--json"], env={"DOCPARSE_PASSWORD": "sesame"}
    )
    report = json.loads(right.stdout)
    assert right.exit_code == 0
    assert "256-bit AES" in report["encryption"]


def test_info_describes_pages_and_outline(tmp_path: Path) -> None:
    import pymupdf

    document = pymupdf.open(stream=pdf("Visible words", "More"))
    document.new_page().insert_text((72, 72), "hidden words", render_mode=3)
    document.set_toc([[1, "Part one", 1], [2, "Chapter", 2]])
    path = tmp_path / "a.pdf"
    document.save(path)
    result = docparse("info", path)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("a.pdf: pdf, 3 pages, ")
    assert "encryption  none" in lines
    assert "text layer  on 2 of 3 pages, hidden under a scan on 1" in lines
    assert "  Part one (1)" in lines
    assert "    Chapter (2)" in lines
    assert lines[-1].split() == ["3", "595", "842", "2", "hidden", "0"]


def test_info_of_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    path.write_bytes(encoded(picture(300, 600), "TIFF", dpi=(150, 150)))
    report = json.loads(docparse("info", path, "--json").stdout)
    (page,) = report["pages"]
    assert (report["format"], report["encryption"]) == ("tiff", None)
    assert (page["width"], page["height"], page["text_layer"]) == (144, 288, "none")


def test_info_of_junk_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "junk.pdf").write_bytes(b"junk")
    result = docparse("info", tmp_path / "junk.pdf")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{tmp_path / 'junk.pdf'}: ")
    assert result.stderr.count("\n") == 1


def test_failure_stays_on_one_line_whatever_the_file_is_called(tmp_path: Path) -> None:
    result = docparse("info", tmp_path / "two\nlines.pdf")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{tmp_path}/two\\nlines.pdf: ")
    assert result.stderr.count("\n") == 1


def test_view_is_one_html_file(paper: Path, tmp_path: Path) -> None:
    result = docparse("view", paper, "-o", tmp_path / "view.html")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.strip() == str(tmp_path / "view.html")
    html = (tmp_path / "view.html").read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert html.count('"image/jpeg"') == 2
    assert "Words of the second page." in html


def test_view_of_a_missing_file_is_told(tmp_path: Path) -> None:
    result = docparse("view", tmp_path / "absent.pdf")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"{tmp_path / 'absent.pdf'}: there is no such file\n"


def test_events_are_lines_of_json_in_place_of_complaints(tmp_path: Path) -> None:
    (tmp_path / "junk.pdf").write_bytes(b"junk")
    files = [tmp_path / "junk.pdf", tmp_path / "absent.pdf"]
    result = docparse("parse", *files, "-o", tmp_path / "out", "--progress", "json")
    told = [json.loads(line) for line in result.stderr.splitlines()]
    assert [event["event"] for event in told] == ["file_failed", "file_failed", "batch_done"]
    assert [event["source"] for event in told[:2]] == [str(path) for path in reversed(files)]
    assert told[-1]["failed"] == 1
    assert result.exit_code == 1


def test_what_was_through_before_is_one_line_and_failures_are_told_again(tmp_path: Path) -> None:
    (tmp_path / "blank.pdf").write_bytes(pdf(""))
    (tmp_path / "junk.pdf").write_bytes(b"junk")
    arguments = ("parse", tmp_path, "-o", tmp_path / "out", "--jobs", 1)
    first, second = (docparse(*arguments) for _ in range(2))
    (failure,) = first.stderr.splitlines()
    summary = "1 done before, 1 failed before (--retry-failed tries again)"
    assert second.stderr.splitlines() == [failure, summary]
    assert (first.exit_code, second.exit_code) == (1, 1)


def test_reader_that_goes_away_ends_it_quietly(paper: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with subprocess.Popen(
        command("parse", paper, "--format", "json"), stdout=write_end, stderr=subprocess.PIPE
    ) as process:
        os.close(write_end)
        _, complaints = process.communicate(timeout=120)
    assert (process.returncode, complaints) == (141, b"")


def test_interrupt_ends_it_quietly_and_leaves_no_process(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(*["Some words."] * 400))
    # A shell makes its commands in the background deaf to interrupts.
    hear = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    python, flag, program, *arguments = command("parse", path)
    with subprocess.Popen(
        [python, flag, hear + program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        time.sleep(3)
        os.killpg(process.pid, signal.SIGINT)
        try:
            output, complaints = process.communicate(timeout=60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert (process.returncode, output, complaints) == (130, b"", b"")
    assert is_empty_soon(process.pid)


def test_progress_is_shown_on_a_terminal(paper: Path, tmp_path: Path) -> None:
    files = []
    for name in ("one.pdf", "two.pdf"):
        files.append(tmp_path / name)
        files[-1].write_bytes(paper.read_bytes())
    terminal, other_end = pty.openpty()
    with subprocess.Popen(
        command("parse", *files, "-o", tmp_path / "out", "--format", "json", "--jobs", 1),
        stderr=other_end,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    ) as process:
        os.close(other_end)
        shown = _read_all(terminal)
    os.close(terminal)
    assert process.returncode == 0
    assert b"pages" in shown
    assert b"4/4" in shown


def _read_all(terminal: int) -> bytes:
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says so when the other end is closed
            return shown
        if not piece:
            return shown
        shown += piece
