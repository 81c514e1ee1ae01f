"""INF-MLLM2 in this process, on a tiny network with random weights."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PIL import Image

from docparse import EngineError, open_engine, parse_document
from docparse.engines.local import LocalEngine
from docparse.engines.prompted import Prompt, Reply, Sampling
from docparse.models.infmllm2.tiny import write_tiny_checkpoint
from docparse.tasks.base import Turn
from tests.truth import SAMPLES


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    write_tiny_checkpoint(folder)
    return folder


@pytest.fixture(scope="module")
def engine(weights: Path) -> Iterator[LocalEngine]:
    with LocalEngine(weights=weights, device="cpu", max_new_tokens=24) as opened:
        yield opened


def image(width: int, height: int, shade: int) -> Image.Image:
    picture = Image.new("RGB", (width, height), "white")
    picture.paste((shade, 255 - shade, 90), (width // 4, height // 4, width // 2, height // 2))
    return picture


def prompts(new_tokens: int = 16) -> list[Prompt]:
    """Prompts of different lengths and grids, one without an image, one of several turns."""
    how = Sampling(max_new_tokens=new_tokens)
    turns = (Turn("What is it?", "A page."),)
    return [
        Prompt(question="Read.", images=(image(300, 200, 20),), sampling=how),
        Prompt(question="Read the long one.", images=(image(600, 1200, 120),), sampling=how),
        Prompt(question="No picture.", sampling=how),
        Prompt(question="And?", images=(image(100, 100, 200),), history=turns, sampling=how),
        Prompt(question="Both?", images=(image(90, 60, 5), image(60, 90, 50)), sampling=how),
    ]


def plain(engine: LocalEngine, prompt: Prompt) -> str:
    """What `generate` of transformers writes, one prompt at a time."""
    from docparse.models.infmllm2.processing import InfMllm2Processor

    processor = InfMllm2Processor.from_pretrained(engine.folder)
    history = [(turn.question, turn.answer) for turn in prompt.history]
    text = processor.conversation(prompt.question, history=history, images=len(prompt.images))
    made = processor(text=[text], images=[list(prompt.images)] if prompt.images else None)
    with torch.inference_mode():
        written = engine.model.generate(
            **made,
            max_new_tokens=prompt.sampling.max_new_tokens,
            do_sample=False,
            eos_token_id=list(processor.end_tokens),
            pad_token_id=processor.tokenizer.pad_token_id,
        )
    new = written[0, made["input_ids"].shape[1] :]
    return str(processor.tokenizer.decode(new, skip_special_tokens=True)).strip()


def test_replies_side_by_side_are_those_of_plain_generation(engine: LocalEngine) -> None:
    replies = engine.generate(prompts())
    for prompt, reply in zip(prompts(), replies, strict=True):
        assert isinstance(reply, Reply)
        assert reply.text == plain(engine, prompt)


def test_replies_say_how_much_was_read_and_written(engine: LocalEngine) -> None:
    page = image(1008, 1344, 9)
    how = Sampling(max_new_tokens=20)
    (reply,) = engine.generate([Prompt(question="x", images=(page,), sampling=how)])
    assert isinstance(reply, Reply)
    assert reply.finish in {"stop", "length"}
    assert reply.prompt_tokens is not None
    assert reply.prompt_tokens > 1933
    (short,) = engine.generate([Prompt(question="x", sampling=Sampling(max_new_tokens=3))])
    assert isinstance(short, Reply)
    assert (short.finish, short.new_tokens) == ("length", 3)


def test_prompt_that_is_too_long_is_an_error_among_the_replies(engine: LocalEngine) -> None:
    long = Prompt(question="word " * 8000)
    short = Prompt(question="x", sampling=Sampling(max_new_tokens=5))
    first, second = engine.generate([long, short])
    assert isinstance(first, EngineError)
    assert "32768" in str(first)
    assert isinstance(second, Reply)


def test_what_is_written_is_told_as_it_is_written(weights: Path) -> None:
    told: dict[int, str] = {}

    def hear(index: int, piece: str) -> None:
        told[index] = told.get(index, "") + piece

    with LocalEngine(weights=weights, device="cpu", on_text=hear) as engine:
        replies = engine.generate(prompts())
    for index, reply in enumerate(replies):
        assert isinstance(reply, Reply)
        whole = reply.text.replace("�", "")  # noise is no UTF-8: its bytes are held back
        assert told.get(index, "").replace("�", "").strip() == whole.strip()


def test_memory_that_runs_out_is_answered_with_fewer_slots(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from docparse.engines import writing

    few = prompts(new_tokens=8)
    whole = engine.generate(few)
    slots: list[int] = []

    class Cramped(writing.Decoder):
        def __init__(self, *args: object, **how: object) -> None:
            slots.append(int(how["slots"]))  # type: ignore[call-overload]
            if slots[-1] > 2:
                raise torch.cuda.OutOfMemoryError("no room")
            super().__init__(*args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "Decoder", Cramped)
    cramped = writing.Writer(engine.model, engine._processor, writing.WriterOptions())
    assert cramped.write(few) == whole
    assert slots[0] > 2
    assert slots[-1] <= 2

    class Full(writing.Decoder):
        def __init__(self, *args: object, **how: object) -> None:
            raise torch.cuda.OutOfMemoryError("no room")

    monkeypatch.setattr(writing, "Decoder", Full)
    full = writing.Writer(engine.model, engine._processor, writing.WriterOptions())
    with pytest.raises(EngineError, match="does not fit into the memory"):
        full.write(few)


def test_page_is_parsed_end_to_end(engine: LocalEngine) -> None:
    document = parse_document(SAMPLES / "article.pdf", engine=engine, pages="1")
    (page,) = document.pages
    assert document.engine == "infmllm2"
    assert (page.error is None) == (page.info.text_source == "model")
    told = " ".join((*page.info.notes, page.error or ""))
    assert "try 1" in told or "tries" in told or "cut off" in told


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"weights": "/nowhere/at/all"}, "is no folder"),
        ({"device": "cuda:9"}, "is not there"),
        ({"device": "abacus"}, "give cuda, cuda:1 or cpu"),
        ({"dtype": "float7"}, "is not one of bfloat16"),
        ({"max_batch": 0}, "lets nothing be written"),
        ({"max_new_tokens": 0}, "no room for a reply"),
        ({"strategy": "guess"}, "is not one of page, regions"),
        ({"quantization": "3bit"}, "is not one of 8bit, 4bit"),
    ],
)
def test_what_cannot_work_says_what_to_do(
    weights: Path, given: dict[str, object], said: str
) -> None:
    with pytest.raises(EngineError, match=said):
        open_engine("infmllm2", **{"weights": weights, "device": "cpu", **given})


def test_folder_without_a_checkpoint_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"config\.json"):
        LocalEngine(weights=tmp_path, device="cpu")


def test_hub_that_cannot_be_reached_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EngineError, match=r"nobody/nothing.*Hugging Face hub"):
        LocalEngine(weights="nobody/nothing", device="cpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="says what happens without CUDA")
def test_cpu_is_taken_with_a_warning_where_there_is_no_cuda(weights: Path) -> None:
    with pytest.warns(UserWarning, match="no CUDA device was found"):
        LocalEngine(weights=weights).close()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        LocalEngine(weights=weights, device="cpu").close()
