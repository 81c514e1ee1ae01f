"""From a page over HTTP to tiles, through the network, and back as typed blocks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from docparse import parse_document
from docparse.engines.local import LocalEngine
from docparse.engines.prompted import Prompt, Reply, Sampling
from docparse.engines.remote import RemoteEngine
from docparse.models.infmllm2.tiny import write_tiny_checkpoint
from tests.engines.servers import ModelServer
from tests.truth import SAMPLES

NEW_TOKENS = 16


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    write_tiny_checkpoint(folder)
    return folder


@pytest.fixture(scope="module")
def network(weights: Path) -> Iterator[LocalEngine]:
    with LocalEngine(weights=weights, device="cpu") as engine:
        yield engine


@pytest.fixture(scope="module")
def seen() -> list[tuple[int, int]]:
    """Sizes of the images the server was shown."""
    return []


@pytest.fixture(scope="module")
def server(network: LocalEngine, seen: list[tuple[int, int]]) -> Iterator[ModelServer]:
    def answer(images: list[Image.Image], messages: list[dict[str, Any]]) -> tuple[str, str]:
        seen.extend(image.size for image in images)
        content = messages[-1]["content"]
        texts = [content] if isinstance(content, str) else [p.get("text", "") for p in content]
        prompt = Prompt(
            question="".join(texts),
            images=tuple(images),
            sampling=Sampling(max_new_tokens=NEW_TOKENS),
        )
        (reply,) = network.generate([prompt])
        assert isinstance(reply, Reply)
        return reply.text, reply.finish

    with ModelServer(answer) as opened:
        yield opened


def test_page_goes_over_http_through_the_network_and_comes_back_typed(
    server: ModelServer, network: LocalEngine, seen: list[tuple[int, int]]
) -> None:
    settings = {"dialect": "infmllm2", "max_new_tokens": NEW_TOKENS}
    with RemoteEngine(base_url=server.url, **settings) as remote:
        there = parse_document(SAMPLES / "article.pdf", engine=remote, pages="1")
        assert remote.usage.requests >= 1
    assert seen[0] in {(950, 1344), (951, 1344)}
    (page,) = there.pages
    assert there.engine == "remote"
    for block in page.blocks:
        assert block.source == "model"
        assert block.page == 1
    notes = " ".join((*page.info.notes, page.error or ""))
    assert "try" in notes or "tries" in notes


def test_same_image_gives_the_same_reply_here_and_there(
    server: ModelServer, network: LocalEngine
) -> None:
    picture = Image.new("RGB", (400, 300), "white")
    picture.paste((200, 30, 30), (50, 50, 200, 200))
    prompt = Prompt(
        question="What is it?", images=(picture,), sampling=Sampling(max_new_tokens=NEW_TOKENS)
    )
    with RemoteEngine(base_url=server.url, dialect="infmllm2") as remote:
        (there,) = remote.generate([prompt])
    (here,) = network.generate([prompt])
    assert isinstance(there, Reply)
    assert isinstance(here, Reply)
    assert (there.text, there.finish) == (here.text, here.finish)


def test_command_line_parses_with_the_network(weights: Path) -> None:
    options = ["--engine", "infmllm2", "--weights", str(weights), "--device", "cpu"]
    run = subprocess.run(
        [
            *(sys.executable, "-c", "from docparse.cli import main; main()", "parse"),
            *(str(SAMPLES / "article.pdf"), "--pages", "1", "--format", "json", *options),
            *("--max-new-tokens", "6"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    from docparse import Document

    assert run.stdout, run.stderr
    document = Document.from_json(run.stdout)
    assert document.engine == "infmllm2"
    (page,) = document.pages
    assert (run.returncode == 0) == (page.error is None)
    assert any("try 1" in note for note in page.info.notes) or page.error
