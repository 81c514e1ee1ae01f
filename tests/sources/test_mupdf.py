"""How PyMuPDF's models are made to run."""

import subprocess
import sys

import onnxruntime
import pytest

from docparse.sources import mupdf
from tests.truth import SAMPLES


def test_models_take_no_more_threads_than_the_process_has_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    monkeypatch.setattr(mupdf, "usable_cores", lambda: (2,))
    assert mupdf._SessionOptions().intra_op_num_threads == 1


def test_models_choose_their_threads_where_all_cores_are_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    monkeypatch.setattr(mupdf, "usable_cores", lambda: (0, 1, 2, 3))
    assert mupdf._SessionOptions().intra_op_num_threads == 0


def test_models_keep_their_memory() -> None:
    options = mupdf._SessionOptions()
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    assert options.enable_cpu_mem_arena
    assert not options.enable_mem_pattern


def test_models_do_not_wait_busily() -> None:
    options = mupdf._SessionOptions()
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"


WHAT_IS_LOADED = """
import sys
from docparse import open_engine, open_source
def tell():
    heavy = ("pymupdf.layout.onnx", "scipy", "rapidocr", "openvino")
    print(*[name for name in heavy if name in sys.modules], flush=True)
with open_source(sys.argv[1]) as source:
    assert source.page(1).words
    tell()
open_engine("embedded")
tell()
"""


def test_models_of_the_layout_are_opened_with_the_engine_and_not_with_a_file() -> None:
    assert told_by(WHAT_IS_LOADED) == ["", "pymupdf.layout.onnx"]


LAYOUT_ASKED_FOR = """
import sys
from docparse.sources.mupdf import pymupdf
with pymupdf.open(sys.argv[1]) as document:
    page = document[0]
    page.get_layout(return_raw=True)
    print("table" in {region["class_name"] for region in page.layout_information})
"""


def test_page_that_is_asked_for_its_layout_opens_the_models() -> None:
    assert told_by(LAYOUT_ASKED_FOR) == ["True"]


BOXES = """
import sys
for name in sys.argv[2:]:
    __import__(name)
from docparse.sources.mupdf import pymupdf
def tell():
    print(bool(pymupdf.TOOLS.unset_quad_corrections()))
tell()
import pymupdf4llm
pymupdf4llm.to_markdown
tell()
"""


def test_boxes_of_words_do_not_depend_on_what_else_is_loaded_and_when() -> None:
    assert told_by(BOXES) == ["True", "True"]
    assert told_by(BOXES, "pymupdf", "pymupdf4llm") == ["True", "True"]


PYMUPDF_FIRST = """
import pymupdf
theirs = pymupdf._get_layout
from docparse.sources.mupdf import open_layout_models
open_layout_models()
print(callable(theirs), pymupdf._get_layout is theirs)
"""


def test_models_run_our_way_whoever_imported_pymupdf_before() -> None:
    assert told_by(PYMUPDF_FIRST) == ["True False"]


def told_by(program: str, *words: str) -> list[str]:
    """The lines that a process of its own prints about the sample of an invoice."""
    command = [sys.executable, "-c", program, SAMPLES / "invoice.pdf", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_other_users_of_the_runtime_get_its_own_options() -> None:
    assert onnxruntime.SessionOptions is not mupdf._SessionOptions
