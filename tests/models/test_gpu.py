"""What only a CUDA card can show: `pytest -m gpu`."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PIL import Image

from docparse.engines.local import LocalEngine
from docparse.engines.prompted import Prompt, Reply, Sampling
from docparse.models.infmllm2.decoding import Decoder, Draw
from docparse.models.infmllm2.tiny import tiny_model, write_tiny_checkpoint
from docparse.models.infmllm2.weights import load_weights

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device"),
]


def write(device: str, *, compiled: bool = False) -> list[tuple[int, ...]]:
    """Three texts in two slots."""
    model = tiny_model().to(device)
    decoder = Decoder(
        model.text_model,
        model.lm_head,
        slots=2,
        length=256,
        end_tokens=[],
        compiled=compiled,
    )
    prompts = [torch.arange(10 + n, 30 + 3 * n, device=device) for n in range(3)]
    texts, homes, waiting = {}, {}, list(enumerate(prompts))
    while waiting or decoder.busy:
        while waiting and decoder.free:
            number, prompt = waiting.pop(0)
            embeds = model.get_input_embeddings()(prompt)
            homes[decoder.admit(embeds, Draw(max_new_tokens=30 + 10 * number))] = number
        decoder.step()
        for slot, text in decoder.finished().items():
            texts[homes.pop(slot)] = text.tokens
    return [texts[number] for number in range(len(prompts))]


@pytest.mark.parametrize("compiled", [False, True])
def test_recorded_steps_write_what_the_cpu_writes(compiled: bool) -> None:
    assert write("cuda", compiled=compiled) == write("cpu")


def test_engine_says_the_same_on_cuda_and_cpu(tmp_path: Path) -> None:
    write_tiny_checkpoint(tmp_path)
    image = Image.new("RGB", (500, 700), "white")
    image.paste((200, 30, 60), (50, 80, 300, 200))
    prompts = [
        Prompt(question=f"Read {n}.", images=(image,), sampling=Sampling(max_new_tokens=20))
        for n in range(5)
    ]
    said = []
    for device in ("cpu", "cuda"):
        with LocalEngine(weights=tmp_path, device=device, dtype="float32", max_batch=2) as engine:
            said.append([r.text for r in engine.generate(prompts) if isinstance(r, Reply)])
    assert said[0] == said[1]


def test_bfloat16_stays_close_to_float32(tmp_path: Path) -> None:
    write_tiny_checkpoint(tmp_path)
    words = torch.arange(20, 80, device="cuda")[None]
    logits = [
        load_weights(tmp_path, device="cuda", dtype=kind)(input_ids=words).logits.float()
        for kind in (torch.float32, torch.bfloat16)
    ]
    alike = torch.nn.functional.cosine_similarity(*logits, dim=-1)
    assert alike.min() > 0.99
