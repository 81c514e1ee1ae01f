"""INF-MLLM2 on a GPU at full size, with random weights: `python -m benchmarks.gpu`.

Random weights have the shapes, and so the speed, of trained ones; what is written is noise, and
every reply is as long as it may be. Each figure stands beside its bound, measured in the same run
(copying for decoding, a matrix product for prefilling), and beside `model.generate`.
"""

from __future__ import annotations

import argparse
import copy
import gc
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import Image, ImageDraw

from benchmarks.provenance import command, machine_and_versions, today
from docparse.engines.prompted import Prompt, Sampling
from docparse.engines.writing import Writer, WriterOptions
from docparse.models.infmllm2.configuration import preset
from docparse.models.infmllm2.decoding import Decoder, Draw
from docparse.models.infmllm2.modeling import InfMllm2ForConditionalGeneration

PACKAGES = ("torch", "transformers", "bitsandbytes", "timm")
A4 = (1008, 1344)
_RESULT = Path(__file__).parent / "results" / "gpu.json"


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    preset: str
    batches: tuple[int, ...]
    new_tokens: int
    pages: int
    plain_pages: int


FULL = Sizes("7b", (1, 8, 32), 1000, 64, 2)
SMALL = Sizes("tiny", (1, 2), 20, 4, 1)


def main() -> None:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tiny network, to try the script")
    parser.add_argument("--out", type=Path, default=_RESULT)
    given = parser.parse_args()
    sizes = SMALL if given.small else FULL
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type != "cuda" and not given.small:
        parser.error("this needs a CUDA device; --small tries the script on a CPU")
    report = {
        "command": command("benchmarks.gpu"),
        "date": today(),
        **machine_and_versions(PACKAGES),
        "device": torch.cuda.get_device_name() if device.type == "cuda" else "cpu",
        **measure(sizes, device),
    }
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(json.dumps(report, indent=2))


def measure(sizes: Sizes, device: torch.device) -> dict[str, object]:
    """Return all figures."""
    bandwidth, rate = copy_bandwidth(device), matrix_rate(device)
    model = network(sizes.preset, device)
    figures: dict[str, object] = {
        "copy_bandwidth_gb_s": bandwidth / 1e9,
        "matrix_rate_tflop_s": rate / 1e12,
        "decode": [
            decode(model, batch, sizes, bandwidth, compiled=compiled)
            for batch in sizes.batches
            for compiled in (False, True)
        ],
        "prefill": prefill(model, rate, pages=min(8, sizes.pages)),
        "end_to_end": end_to_end(model, sizes),
        "numerics": numerics(model),
        "quantised": quantised(device),
        "timm": imports("timm"),
    }
    return figures


def network(name: str, device: torch.device) -> Any:
    """Return the network with random weights, made on the device."""
    torch.manual_seed(0)
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16 if device.type == "cuda" else torch.float32)
    try:
        with device:
            model = InfMllm2ForConditionalGeneration(preset(name))
    finally:
        torch.set_default_dtype(before)
    return model.eval()


def timed(run: Callable[[], object], rounds: int = 3) -> float:
    """Return the least seconds of several runs, after one that does not count."""
    run()
    best = float("inf")
    for _ in range(rounds):
        _wait()
        start = time.perf_counter()
        run()
        _wait()
        best = min(best, time.perf_counter() - start)
    return best


def _wait() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def copy_bandwidth(device: torch.device) -> float:
    """Return bytes read and written a second by a plain copy."""
    size = 1 << (32 if device.type == "cuda" else 26)
    source = torch.empty(size, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    return 2 * size / timed(lambda: target.copy_(source), 10)


def matrix_rate(device: torch.device) -> float:
    """Return operations a second of a large product in the network's precision."""
    side = 8192 if device.type == "cuda" else 512
    kind = torch.bfloat16 if device.type == "cuda" else torch.float32
    one = torch.randn(side, side, dtype=kind, device=device)
    return 2 * side**3 / timed(lambda: one @ one, 10)


def decode(
    model: Any, batch: int, sizes: Sizes, bandwidth: float, *, compiled: bool
) -> dict[str, float]:
    """Tokens a second after the prompt of an A4 page, and the share of what memory allows."""
    prompt, steps = 2000 if sizes.preset != "tiny" else 50, min(sizes.new_tokens, 256)
    decoder = Decoder(
        model.text_model,
        model.lm_head,
        slots=batch,
        length=prompt + steps + 16,
        end_tokens=[],
        compiled=compiled,
    )
    width = model.config.text_config.hidden_size
    embeds = torch.randn(prompt, width, device=model.device, dtype=model.dtype) * 0.02
    for _ in range(batch):
        decoder.admit(embeds, Draw(max_new_tokens=steps + 16))
    for _ in range(4):
        decoder.step()
    _wait()
    start = time.perf_counter()
    for _ in range(steps):
        decoder.step()
    _wait()
    seconds = (time.perf_counter() - start) / steps
    moved = weight_bytes(model) + batch * cache_bytes(model, prompt + steps // 2)
    plain = plain_decode(model, embeds, batch, min(steps, 64))
    return {
        "batch": batch,
        "compiled": compiled,
        "tokens_s": batch / seconds,
        "ms_a_step": 1000 * seconds,
        "share_of_bandwidth": moved / seconds / bandwidth,
        "plain_generate_tokens_s": plain,
    }


def plain_decode(model: Any, embeds: torch.Tensor, batch: int, steps: int) -> float:
    """Tokens a second of `generate`, its prefilling taken off."""
    many = embeds[None].expand(batch, -1, -1)

    def write(count: int) -> None:
        model.generate(
            inputs_embeds=many,
            attention_mask=many.new_ones(many.shape[:2], dtype=torch.long),
            max_new_tokens=count,
            min_new_tokens=count,
            do_sample=False,
        )

    once, more = timed(lambda: write(1), 1), timed(lambda: write(1 + steps), 1)
    return batch * steps / (more - once)


def weight_bytes(model: Any) -> int:
    """Bytes of weights a step reads: all of the language model but the embedding table."""
    parts = (model.text_model.layers, model.text_model.norm, model.lm_head)
    return sum(p.numel() * p.element_size() for part in parts for p in part.parameters())


def cache_bytes(model: Any, positions: int) -> int:
    """Bytes of keys and values of that many positions."""
    config = model.config.text_config
    width = config.hidden_size // config.num_attention_heads
    row = 2 * config.num_hidden_layers * config.num_key_value_heads * width
    return int(row * positions * model.dtype.itemsize)


def prefill(model: Any, rate: float, pages: int) -> dict[str, float]:
    """Tower and language model over A4 pages: operations a second, share of a matrix product."""
    from docparse.models.infmllm2.image_processing import InfMllm2ImageProcessor

    made = InfMllm2ImageProcessor()([page(n) for n in range(pages)], return_tensors="pt")
    tiles = made["pixel_values"].to(model.device, model.vision_dtype)
    grids = made["image_grids"]
    features = model.get_image_features(tiles, grids)
    longest = len(features[0])
    decoder = Decoder(model.text_model, model.lm_head, slots=1, length=longest + 8, end_tokens=[])

    def read() -> None:
        for seen in model.get_image_features(tiles, grids):
            decoder.admit(seen.to(model.dtype), Draw(max_new_tokens=1))
            decoder.finished()

    with torch.inference_mode():
        seconds = timed(read)
        tower = timed(lambda: model.get_image_features(tiles, grids))
    work = pages * page_operations(model, longest, len(tiles) // pages)
    return {
        "pages_s": pages / seconds,
        "tflop_s": work / seconds / 1e12,
        "share_of_matrix_rate": work / seconds / rate,
        "tower_share_of_time": tower / seconds,
    }


def page_operations(model: Any, tokens: int, tiles: int) -> float:
    """Multiplications and additions for a page, attention included."""
    text, vision = model.config.text_config, model.config.vision_config
    layers = sum(p.numel() for p in model.text_model.layers.parameters())
    language = 2 * layers * tokens + 2 * text.num_hidden_layers * text.hidden_size * tokens**2
    patches = (vision.image_size // vision.patch_size) ** 2 + 1
    block = 4 * vision.hidden_size**2 + 2 * vision.hidden_size * vision.intermediate_size
    each = 2 * block * patches + 4 * vision.hidden_size * patches**2
    return float(language + tiles * (vision.num_hidden_layers - 1) * each)


def end_to_end(model: Any, sizes: Sizes) -> dict[str, float]:
    """Pages a second, images to text, beside one page at a time with `generate`."""
    from docparse.models.infmllm2.tiny import byte_processor

    processor = byte_processor(model.config)
    prompts = [
        Prompt(
            question="Please convert the document to markdown.",
            images=(page(number),),
            sampling=Sampling(max_new_tokens=sizes.new_tokens),
        )
        for number in range(sizes.pages)
    ]
    writer = Writer(model, processor, WriterOptions(max_batch=32))
    writer.write(prompts[:2])
    start = time.perf_counter()
    replies = writer.write(prompts)
    ours = len(prompts) / (time.perf_counter() - start)
    written = sum(reply.new_tokens or 0 for reply in replies if not isinstance(reply, Exception))
    writer.close()
    start = time.perf_counter()
    for prompt in prompts[: sizes.plain_pages]:
        text = processor.conversation(prompt.question, images=1)
        made = processor(text=[text], images=[list(prompt.images)], return_tensors="pt")
        with torch.inference_mode():
            model.generate(
                **made.to(model.device, model.dtype),
                max_new_tokens=sizes.new_tokens,
                min_new_tokens=sizes.new_tokens,
                do_sample=False,
            )
    plain = sizes.plain_pages / (time.perf_counter() - start)
    return {
        "pages": len(prompts),
        "tokens_a_page": written / len(prompts),
        "pages_s": ours,
        "plain_generate_pages_s": plain,
        "ratio": ours / plain,
    }


def page(number: int) -> Image.Image:
    """Return an A4 page with something on it."""
    image = Image.new("RGB", A4, "white")
    pen = ImageDraw.Draw(image)
    for line in range(60):
        pen.text(
            (60, 40 + 21 * line), f"Page {number}, line {line}: " + "words " * 18, fill="black"
        )
    return image


def numerics(model: Any) -> dict[str, float]:
    """How far bfloat16 is from float32 after the first layers, as cosines of hidden states."""
    gc.collect()
    layers = model.text_model.layers[:4]
    hidden = torch.randn(1, 256, model.config.text_config.hidden_size, device=model.device)
    places = torch.arange(256, device=model.device)[None]
    results = []
    with torch.inference_mode():
        for kind in (torch.float32, model.dtype):
            state = hidden.to(kind)
            rotary = model.text_model.rotary_emb(state, places)
            for layer in layers:
                state = copy.deepcopy(layer).to(kind)(
                    state, attention_mask=None, position_embeddings=rotary, position_ids=places
                )
                state = state[0] if isinstance(state, tuple) else state
            results.append(state.float().flatten(0, 1))
    alike = torch.nn.functional.cosine_similarity(*results, dim=-1)
    return {"least_cosine": alike.min().item(), "mean_cosine": alike.mean().item()}


def quantised(device: torch.device) -> dict[str, str]:
    """Whether a small checkpoint loads in 8 and 4 bits and writes."""
    import tempfile

    from docparse.models.infmllm2.tiny import write_tiny_checkpoint
    from docparse.models.infmllm2.weights import load_weights

    said = {}
    with tempfile.TemporaryDirectory() as folder:
        write_tiny_checkpoint(Path(folder))
        for kind in ("8bit", "4bit"):
            try:
                model = load_weights(
                    Path(folder), device=device, dtype=torch.bfloat16, quantization=kind
                )
                words = model.text_model.embed_tokens.weight.new_zeros(1, 4, dtype=torch.long)
                said[kind] = f"loaded, logits {tuple(model(input_ids=words).logits.shape)}"
            except Exception as error:
                said[kind] = f"{type(error).__name__}: {str(error)[:200]}"
    return said


def imports(name: str) -> str:
    """Say whether a package can be imported here."""
    try:
        module = __import__(name)
    except ImportError as error:
        return f"cannot be imported: {error}"
    return f"imports, version {getattr(module, '__version__', 'unknown')}"


if __name__ == "__main__":
    main()
