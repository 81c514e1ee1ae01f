"""How PyMuPDF's models are made to run."""

import onnxruntime
import pytest

from docparse.sources import mupdf


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


def test_other_users_of_the_runtime_get_its_own_options() -> None:
    assert onnxruntime.SessionOptions is not mupdf._SessionOptions
