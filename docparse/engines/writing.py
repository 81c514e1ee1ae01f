"""Let INF-MLLM2 write to many prompts: prepared in threads, admitted as slots come free."""

from __future__ import annotations

import gc
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import torch
from tokenizers.decoders import DecodeStream
from torch import Tensor

from docparse.cores import usable_cores
from docparse.engines.prompt import Prompt, Reply
from docparse.errors import EngineError
from docparse.models.infmllm2.decoding import WINDOW, Decoder, Draw, Written

_LOG = logging.getLogger(__name__)

_MEMORY_SHARE = 0.7
"""Of the free memory of a device, what the cache may take."""
_TILES_AT_ONCE = 136
"""Tiles that go through the tower together: eight pages of 4×4."""


@dataclass(frozen=True, kw_only=True)
class WriterOptions:
    """How replies are written.

    Attributes:
        max_batch: Most replies side by side.
        seed: Of the noise.
        compiled: Compile the steps of writing.
    """

    max_batch: int = 32
    seed: int = 0
    compiled: bool = False


@dataclass(frozen=True)
class Ready:
    """A prompt as numbers.

    Attributes:
        ids: (tokens,), placeholders expanded.
        tiles: (tiles, 3, side, side), None without images.
        grids: (images, 2), None without images.
    """

    ids: Tensor
    tiles: Tensor | None
    grids: Tensor | None


class Writer:
    """Writes replies; keeps its cache and what it has recorded for the next call.

    Args:
        model: An `InfMllm2ForConditionalGeneration`.
        processor: Its `InfMllm2Processor`.
        options: How.
    """

    def __init__(self, model: Any, processor: Any, options: WriterOptions) -> None:  # noqa: ANN401
        self._model, self._processor, self._options = model, processor, options
        self._most = options.max_batch
        self._decoder: Decoder | None = None
        threads = max(1, min(4, len(usable_cores()) - 1))
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="docparse-tiles")

    def write(
        self, prompts: Sequence[Prompt], on_text: Callable[[int, str], None] | None = None
    ) -> list[Reply | EngineError]:
        """Write to all prompts; one that is too long has an error in its place.

        Raises:
            EngineError: Not even one prompt fits into memory.
        """
        run = _Run(prompts, on_text)
        while run.left:
            try:
                self._write(run)
            except torch.cuda.OutOfMemoryError as error:
                self._halve(error)
        return run.replies()

    def close(self) -> None:
        """Release the cache and the threads."""
        self._threads.shutdown(cancel_futures=True)
        self._decoder = None

    def _halve(self, error: Exception) -> None:
        """Go on with half as many slots after memory ran out."""
        used = self._decoder.slots if self._decoder is not None else self._most
        self._decoder = None
        gc.collect()
        torch.cuda.empty_cache()
        if used == 1:
            raise EngineError(
                "a single page does not fit into the memory of the device; give "
                "quantization='4bit', a smaller max_new_tokens, or another device"
            ) from error
        self._most = used // 2
        _LOG.warning("memory ran out with %d replies at once; going on with %d", used, self._most)

    def _write(self, run: _Run) -> None:
        """Fill the slots, and fill each again as soon as its text is finished."""
        waiting = deque(self._fitting(run))
        if not waiting:
            return
        decoder = self._slots(run, waiting)
        ahead: deque[tuple[int, Future[Ready]]] = deque()
        try:
            while waiting or ahead or decoder.busy:
                while waiting and len(ahead) < decoder.slots:
                    index = waiting.popleft()
                    ahead.append((index, self._threads.submit(self._ready, run.prompts[index])))
                self._admit(decoder, ahead, run)
                decoder.step()
                run.tell(decoder)
                run.collect(decoder, self._text)
        except BaseException:
            self._decoder = None  # its slots hold what nobody waits for any more
            raise

    def _fitting(self, run: _Run) -> list[int]:
        """The prompts that are left, without those that are too long for the model."""
        most = int(self._model.config.text_config.max_position_embeddings)
        for index in run.left:
            run.lengths[index] = self._processor.count_tokens(*self._said(run.prompts[index]))
            if run.lengths[index] >= most:
                run.done[index] = EngineError(
                    f"the prompt takes {run.lengths[index]} tokens, the model reads {most}; show "
                    "it fewer pages at once"
                )
        return run.left

    def _slots(self, run: _Run, waiting: Sequence[int]) -> Decoder:
        """Return slots for these prompts: those of the last call where they are large enough."""
        most = int(self._model.config.text_config.max_position_embeddings)
        needed = max(
            run.lengths[index] + run.prompts[index].sampling.max_new_tokens for index in waiting
        )
        length = min(-(-needed // WINDOW) * WINDOW, most)
        slots = min(self._most, 1 << (len(waiting) - 1).bit_length())
        kept = self._decoder
        if kept is not None and kept.slots == slots and kept.length >= length:
            return kept
        self._decoder = None
        slots = min(slots, self._affordable(length))
        self._decoder = Decoder(
            self._model.text_model,
            self._model.lm_head,
            slots=slots,
            length=length,
            end_tokens=self._processor.end_tokens,
            seed=self._options.seed,
            compiled=self._options.compiled,
        )
        return self._decoder

    def _affordable(self, length: int) -> int:
        """How many slots of that length the device's free memory holds."""
        if self._model.device.type != "cuda":
            return self._most
        config = self._model.config.text_config
        width = config.hidden_size // config.num_attention_heads
        row = 2 * config.num_hidden_layers * config.num_key_value_heads * width * length
        free, _ = torch.cuda.mem_get_info(self._model.device)
        affordable = int(free * _MEMORY_SHARE) // int(row * self._model.dtype.itemsize)
        return max(1, affordable)

    def _ready(self, prompt: Prompt) -> Ready:
        """Tile the images and number the words; runs in a thread while the device writes."""
        text, images = self._said(prompt)
        made = self._processor(text=[text], images=[list(images)] if images else None)
        return Ready(made["input_ids"][0], made.get("pixel_values"), made.get("image_grids"))

    def _said(self, prompt: Prompt) -> tuple[str, tuple[Any, ...]]:
        turns = [(turn.question, turn.answer) for turn in prompt.history]
        text = self._processor.conversation(
            prompt.question, history=turns, images=len(prompt.images)
        )
        return text, prompt.images

    @torch.inference_mode()
    def _admit(self, decoder: Decoder, ahead: deque[tuple[int, Future[Ready]]], run: _Run) -> None:
        """Read what is ready into free slots; wait for it only when there is nothing else to do."""
        taken: list[tuple[int, Ready]] = []
        tiles = 0
        while ahead and len(taken) < decoder.free and tiles < _TILES_AT_ONCE:
            if not ahead[0][1].done() and (decoder.busy or taken):
                break
            index, future = ahead.popleft()
            taken.append((index, future.result()))
            tiles += 0 if taken[-1][1].tiles is None else len(taken[-1][1].tiles)
        if not taken:
            return
        for (index, ready), embeds in zip(taken, self._embedded(taken), strict=True):
            sampling = run.prompts[index].sampling
            draw = Draw(
                temperature=sampling.temperature,
                repetition_penalty=sampling.repetition_penalty,
                max_new_tokens=sampling.max_new_tokens,
            )
            slot = decoder.admit(embeds, draw)
            run.begin(slot, index, len(ready.ids), self._processor.tokenizer)

    def _embedded(self, taken: Sequence[tuple[int, Ready]]) -> list[Tensor]:
        """Embed prompts, the tiles of all of them in one pass of the tower."""
        device = self._model.device
        shown = [ready for _, ready in taken if ready.tiles is not None]
        features: list[Tensor] = []
        if shown:
            features = self._model.get_image_features(
                torch.cat([r.tiles for r in shown if r.tiles is not None]).to(
                    device, self._model.vision_dtype
                ),
                torch.cat([r.grids for r in shown if r.grids is not None]),
            )
        embed = self._model.get_input_embeddings()
        place = self._model.config.image_token_id
        rows, used = [], 0
        for _, ready in taken:
            ids = ready.ids.to(device)
            embeds = embed(ids)
            images = 0 if ready.grids is None else len(ready.grids)
            if images:
                seen = torch.cat(features[used : used + images]).to(embeds.dtype)
                embeds[ids == place] = seen
                used += images
            rows.append(embeds)
        return rows

    def _text(self, tokens: Sequence[int]) -> str:
        text: str = self._processor.tokenizer.decode(list(tokens), skip_special_tokens=True)
        return text.strip()


class _Run:
    """One call: what is asked, what is being written where, what is done."""

    def __init__(
        self, prompts: Sequence[Prompt], on_text: Callable[[int, str], None] | None
    ) -> None:
        self.prompts, self._on_text = prompts, on_text
        self.lengths: dict[int, int] = {}
        self.done: dict[int, Reply | EngineError] = {}
        self._homes: dict[int, int] = {}
        self._streams: dict[int, _Stream] = {}

    @property
    def left(self) -> list[int]:
        return [index for index in range(len(self.prompts)) if index not in self.done]

    def begin(self, slot: int, index: int, tokens: int, tokenizer: Any) -> None:  # noqa: ANN401
        """Note what is written in a slot."""
        self._homes[slot] = index
        self.lengths[index] = tokens
        if self._on_text is not None:
            self._streams[slot] = _Stream(tokenizer)

    def tell(self, decoder: Decoder) -> None:
        """Pass on what was written since the last time."""
        if self._on_text is None:
            return
        for slot, index in self._homes.items():
            piece = self._streams[slot].next(decoder.written(slot))
            if piece:
                self._on_text(index, piece)

    def collect(self, decoder: Decoder, text: Callable[[Sequence[int]], str]) -> None:
        """Take finished texts out of their slots."""
        for slot, written in decoder.finished().items():
            index = self._homes.pop(slot)
            self._streams.pop(slot, None)
            self.done[index] = _reply(written, text(written.tokens), self.lengths[index])

    def replies(self) -> list[Reply | EngineError]:
        return [self.done[index] for index in range(len(self.prompts))]


class _Stream:
    """Turns a growing list of tokens into text, piece by piece."""

    def __init__(self, tokenizer: Any) -> None:  # noqa: ANN401
        self._tokenizer = tokenizer.backend_tokenizer
        self._stream = DecodeStream(skip_special_tokens=True)
        self._told = 0

    def next(self, tokens: Sequence[int]) -> str:
        pieces = [self._stream.step(self._tokenizer, token) for token in tokens[self._told :]]
        self._told = len(tokens)
        return "".join(piece for piece in pieces if piece)


def _reply(written: Written, text: str, prompt_tokens: int) -> Reply:
    return Reply(
        text=text,
        finish="stop" if written.ended else "length",
        prompt_tokens=prompt_tokens,
        new_tokens=len(written.tokens),
    )
