"""Conversions in worker processes, figures, and the names of the results."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from docparse import Box, Document, EngineError, Limits, Page
from docparse.batch import convert_files, count_pages
from docparse.conversions import (
    BatchOptions,
    Conversion,
    Outcome,
    Output,
    output_path,
)
from docparse.events import BatchDone, FileDone, FileFailed, FileStarted, PageDone
from docparse.figures import save_figures
from docparse.files import remove_draft, write_atomically
from docparse.gathering import Gathering, gather
from docparse.schemas import Figure, PageInfo, SourceInfo
from docparse.sources import open_source
from tests.papers import encoded, locked_pdf, pdf, picture, red_corner

END = (FileDone, FileFailed)


def conversion(source: Path, *formats: str) -> Conversion:
    target = source.parent / "out" / source.stem
    return Conversion(
        source=source,
        outputs=tuple(Output(form, output_path(target, form)) for form in formats),  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Outcome], list[object]]:
    """Outcomes by file name of a good, a damaged, a locked and a bad file, and the pages told."""
    folder = tmp_path_factory.mktemp("batch")
    files = {
        "good.pdf": pdf("First page here.", "Second page here."),
        "junk.pdf": b"junk",
        "locked.pdf": locked_pdf("x", password="sesame"),
        "last.pdf": pdf("The last one."),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    told: list[object] = []
    outcomes = convert_files(
        [conversion(folder / name, "json") for name in files], on_event=told.append
    )
    return {outcome.conversion.source.name: outcome for outcome in outcomes}, told


Converted = tuple[dict[str, Outcome], list[object]]


def test_good_files_are_written_and_bad_ones_fail_alone(converted: Converted) -> None:
    outcomes, _ = converted
    assert {name: outcome.pages for name, outcome in outcomes.items()} == {
        "good.pdf": 2,
        "junk.pdf": 0,
        "locked.pdf": 0,
        "last.pdf": 1,
    }
    for name in ("good.pdf", "last.pdf"):
        (output,) = outcomes[name].conversion.outputs
        assert Document.from_json(output.path.read_bytes()).source.name == name


def test_failure_is_the_sentence_of_the_error(converted: Converted) -> None:
    outcomes, _ = converted
    assert outcomes["good.pdf"].failure is None
    assert outcomes["junk.pdf"].failure is not None
    assert "neither a PDF" in outcomes["junk.pdf"].failure
    assert outcomes["locked.pdf"].failure == "locked.pdf is encrypted; give its password"


def test_every_page_is_told_with_the_total(converted: Converted) -> None:
    outcomes, told = converted
    source = outcomes["good.pdf"].conversion.source
    assert [event for event in told if getattr(event, "source", None) == source][:-1] == [
        FileStarted(source=source, pages=2),
        PageDone(source=source, page=1, done=1, pages=2),
        PageDone(source=source, page=2, done=2, pages=2),
    ]


def test_end_of_every_file_is_told_and_then_that_of_the_run(converted: Converted) -> None:
    _, told = converted
    ends = {event.source.name: type(event) for event in told if isinstance(event, END)}
    assert ends == {
        "good.pdf": FileDone,
        "junk.pdf": FileFailed,
        "locked.pdf": FileFailed,
        "last.pdf": FileDone,
    }
    assert isinstance(told[-1], BatchDone)
    assert (told[-1].done, told[-1].failed, told[-1].skipped) == (2, 2, 0)


def test_nothing_unfinished_is_left(converted: Converted) -> None:
    outcomes, _ = converted
    folder = outcomes["good.pdf"].conversion.outputs[0].path.parent
    assert sorted(path.name for path in folder.iterdir()) == ["good.json", "last.json"]


def test_file_over_its_time_fails_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "slow.pdf").write_bytes(pdf(*["words"] * 50))
    options = BatchOptions(limits=Limits(document_timeout_s=0.05))
    (outcome,) = convert_files([conversion(tmp_path / "slow.pdf", "json")], options)
    assert outcome.failure is not None
    assert "was not reached within 0.05 s" in outcome.failure
    assert not outcome.conversion.outputs[0].path.exists()


def test_unknown_engine_is_an_engine_error(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf("x"))
    with pytest.raises(EngineError, match="no engine is named 'nobody'"):
        list(convert_files([conversion(tmp_path / "a.pdf", "md")], BatchOptions(engine="nobody")))


def test_pages_are_counted_without_parsing(tmp_path: Path) -> None:
    (tmp_path / "three.pdf").write_bytes(pdf("a", "b", "c"))
    (tmp_path / "junk.pdf").write_bytes(b"junk")
    files = [tmp_path / "three.pdf", tmp_path / "junk.pdf"]
    assert dict(count_pages(files, BatchOptions(pages="2-3"))) == {files[0]: 2, files[1]: 0}


def test_figures_are_cut_out_and_linked(tmp_path: Path) -> None:
    with open_source(encoded(picture(400, 200), "PNG", dpi=(100, 100))) as source:
        turned = figure_document(source.info, orientation=90, box=Box(x0=74, y0=2, x1=142, y1=142))
        saved = save_figures(
            turned, source, folder=tmp_path / "figures", stem="a b", linked_from=tmp_path / "out"
        )
    (figure,) = saved.document.figures
    assert saved.problems == ()
    assert figure.image == "../figures/a b-p1-b1.png"
    with Image.open(tmp_path / "figures" / "a b-p1-b1.png") as image:
        assert image.size == (200, 400)
        assert red_corner(image) == "top right"
    assert turned.figures[0].image is None


def test_figure_that_cannot_be_rendered_is_a_problem_and_no_link(tmp_path: Path) -> None:
    data = encoded(picture(400, 200), "PNG", dpi=(100, 100))
    with open_source(data, limits=Limits(max_pixels=90_000)) as source:
        document = figure_document(source.info, box=Box(x0=0, y0=0, x1=288, y1=144))
        saved = save_figures(document, source, folder=tmp_path, stem="a", linked_from=tmp_path)
    assert saved.document == document
    (problem,) = saved.problems
    assert problem.startswith("page 1: figure p1-b1 is not written: ")
    assert list(tmp_path.iterdir()) == []


def figure_document(info: SourceInfo, *, box: Box, orientation: int = 0) -> Document:
    figure = Figure(id="p1-b1", page=1, box=box)
    size = (144, 288) if orientation else (288, 144)
    page = Page(
        number=1,
        width=size[0],
        height=size[1],
        blocks=(figure,),
        info=PageInfo(orientation=orientation),
    )
    return Document(source=info, engine="scripted", pages=(page,))


def test_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "result.md"
    with write_atomically(path) as file:
        file.write(b"first")
        assert not path.exists()
    with pytest.raises(RuntimeError), write_atomically(path) as file:
        file.write(b"half of the sec")
        raise RuntimeError
    assert path.read_bytes() == b"first"
    assert [entry.name for entry in path.parent.iterdir()] == ["result.md"]


def test_draft_of_a_killed_process_is_removed(tmp_path: Path) -> None:
    draft = tmp_path / ".docparse-12.part"
    draft.write_bytes(b"half")
    remove_draft(tmp_path, 12)
    remove_draft(tmp_path, 13)
    assert list(tmp_path.iterdir()) == []


def make_tree(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")


def targets(gathering: Gathering) -> list[str]:
    return [found.target.as_posix() for found in gathering.found]


def test_folder_is_mirrored_and_only_documents_are_taken(tmp_path: Path) -> None:
    make_tree(tmp_path, "b.PDF", "a/one.pdf", "a/two.jpeg", "notes.md", ".hid/x.pdf", ".x.pdf")
    (tmp_path / "folder.pdf").mkdir()
    assert targets(gather([tmp_path])) == ["b", "a/one", "a/two"]


def test_several_folders_keep_their_names(tmp_path: Path) -> None:
    make_tree(tmp_path, "x/report.pdf", "y/report.pdf", "z.pdf")
    gathering = gather([tmp_path / "x", tmp_path / "y", tmp_path / "z.pdf"])
    assert targets(gathering) == ["x/report", "y/report", "z"]


def test_results_never_share_a_name(tmp_path: Path) -> None:
    make_tree(tmp_path, "r.pdf", "r.png", "R.tif", "s/r.pdf", "t/r.pdf", "alone.pdf")
    assert targets(gather([tmp_path])) == ["R.tif", "alone", "r.pdf", "r.png", "s/r", "t/r"]
    files = [tmp_path / "s" / "r.pdf", tmp_path / "t" / "r.pdf"]
    assert targets(gather(files)) == ["r.pdf", "r.pdf-2"]


def test_file_named_twice_is_taken_once(tmp_path: Path) -> None:
    make_tree(tmp_path, "a.pdf")
    gathering = gather([tmp_path / "a.pdf", tmp_path, tmp_path / "." / "a.pdf"])
    assert targets(gathering) == ["a"]


def test_file_named_outright_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    make_tree(tmp_path, "scan.data")
    assert targets(gather([tmp_path / "scan.data"])) == ["scan"]


def test_folders_of_the_results_are_not_entered(tmp_path: Path) -> None:
    make_tree(tmp_path, "a.pdf", "out/figures/a-p1-b1.png")
    assert targets(gather([tmp_path], without=[tmp_path / "out"])) == ["a"]


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    gathering = gather([tmp_path / "empty", tmp_path / "absent.pdf"])
    assert gathering.found == ()
    assert [(item.path.name, item.reason) for item in gathering.missing] == [
        ("empty", "there is no PDF and no picture in this folder"),
        ("absent.pdf", "there is no such file"),
    ]


def test_result_is_named_after_its_format() -> None:
    assert output_path(Path("out/v1.2"), "md") == Path("out/v1.2.md")
    assert output_path(Path("out/v1.2"), "view") == Path("out/v1.2.view.html")
