"""Write many texts side by side: one static cache, a row for each text, rows used again.

Knows a Qwen2 language model and token numbers; nothing of images, prompts or pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

WINDOW = 1024
"""Positions by which the part of the cache grows that a step looks at."""


@dataclass(frozen=True, kw_only=True)
class Draw:
    """How the tokens of one text are drawn.

    Attributes:
        temperature: 0 takes the likeliest token.
        repetition_penalty: Logits of tokens written before are divided by it where positive, and
            multiplied where negative (Keskar et al., 2019); the prompt does not count.
        max_new_tokens: Where the text is cut off.
    """

    temperature: float = 0.0
    repetition_penalty: float = 1.0
    max_new_tokens: int = 4096


@dataclass(frozen=True)
class Written:
    """A finished text: its tokens without the one that ends it, and whether it came to an end."""

    tokens: tuple[int, ...]
    ended: bool


class SlotCache:
    """Keys and values of all layers, a row for each slot, of fixed size.

    Stands in for a cache of transformers: its attention calls `update` and nothing else.

    Args:
        text_model: A `Qwen2Model`.
        slots: Rows.
        length: Positions in each row.
    """

    def __init__(self, text_model: nn.Module, slots: int, length: int) -> None:
        config: Any = text_model.config
        heads = config.num_key_value_heads
        width = getattr(config, "head_dim", None) or (
            config.hidden_size // config.num_attention_heads
        )
        some: Tensor = next(p for p in text_model.parameters() if p.is_floating_point())
        shape = (config.num_hidden_layers, slots, heads, length, width)
        self.keys = torch.zeros(shape, dtype=some.dtype, device=some.device)
        self.values = torch.zeros_like(self.keys)
        self._rows = torch.arange(slots, device=some.device)
        self._filling: int | None = None
        self._positions = torch.zeros(slots, dtype=torch.long, device=some.device)
        self._window = length

    def fill(self, slot: int) -> None:
        """Let the next pass write one row from its beginning."""
        self._filling = slot

    def extend(self, positions: Tensor, window: int) -> None:
        """Let the next pass write one token to each row, and look at the first `window` ones."""
        self._filling, self._positions, self._window = None, positions, window

    def update(
        self,
        keys: Tensor,
        values: Tensor,
        layer: int,
        *_: object,
        **__: object,
    ) -> tuple[Tensor, Tensor]:
        """Store keys and values, (rows, heads, tokens, width); return what is to be looked at."""
        stored_keys, stored_values = self.keys[layer], self.values[layer]
        if self._filling is not None:
            tokens = keys.shape[2]
            stored_keys[self._filling, :, :tokens] = keys[0]
            stored_values[self._filling, :, :tokens] = values[0]
            return keys, values
        stored_keys[self._rows, :, self._positions] = keys[:, :, 0]
        stored_values[self._rows, :, self._positions] = values[:, :, 0]
        return stored_keys[:, :, : self._window], stored_values[:, :, : self._window]


class Decoder:
    """Prefills prompts into slots and lets all slots write a token at a time.

    On CUDA a step is recorded once for each window and replayed, so that its hundreds of kernels
    cost one launch.

    Args:
        text_model: A `Qwen2Model`.
        lm_head: Maps its hidden states to logits.
        slots: Texts written side by side.
        length: Positions of each, prompt and reply together.
        end_tokens: Tokens that end a text.
        seed: Of the noise, where the temperature is not 0.
    """

    def __init__(
        self,
        text_model: nn.Module,
        lm_head: nn.Module,
        *,
        slots: int,
        length: int,
        end_tokens: Sequence[int],
        seed: int = 0,
    ) -> None:
        self.slots, self.length = slots, length
        self._model, self._head = text_model, lm_head
        self._cache = SlotCache(text_model, slots, length)
        self._device = self._cache.keys.device
        self._end = frozenset(end_tokens)
        self._tokens = torch.zeros(slots, dtype=torch.long, device=self._device)
        self._positions = torch.zeros(slots, dtype=torch.long, device=self._device)
        self._noise = torch.Generator(self._device).manual_seed(seed)
        self._texts: dict[int, _Text] = {}
        self._graphs: dict[int, _Graph] = {}

    @property
    def free(self) -> int:
        """Number of slots that are not in use."""
        return self.slots - len(self._texts)

    @property
    def busy(self) -> bool:
        """Whether a text is being written."""
        return bool(self._texts)

    @torch.inference_mode()
    def admit(self, embeds: Tensor, draw: Draw) -> int:
        """Read a prompt into a free slot and draw the first token of its reply.

        Args:
            embeds: Embedded prompt, (tokens, width).
            draw: How its reply is drawn.

        Returns:
            The slot.

        Raises:
            ValueError: All slots are in use, or the prompt leaves no room for a token.
        """
        tokens = embeds.shape[0]
        if tokens >= self.length:
            raise ValueError(f"a prompt of {tokens} tokens leaves no room in {self.length}")
        slot = next((s for s in range(self.slots) if s not in self._texts), None)
        if slot is None:
            raise ValueError("all slots are in use")
        self._cache.fill(slot)
        position = torch.arange(tokens, device=self._device)[None]
        hidden = self._forward(embeds[None], position, None)
        logits = self._head(hidden[:, -1]).float()  # (1, vocabulary)
        room = min(draw.max_new_tokens, self.length - tokens)
        text = _Text(draw, room, torch.zeros_like(logits[0], dtype=torch.bool))
        self._texts[slot] = text
        token = self._draw(logits, [text])[0]
        self._positions[slot] = tokens
        self._take(slot, token)
        return slot

    @torch.inference_mode()
    def step(self) -> dict[int, int]:
        """Write one token in each slot in use that has not ended; return them."""
        writing = [slot for slot, text in self._texts.items() if not text.over]
        if not writing:
            return {}
        logits = self._logits(self._window(writing)).float()  # (slots, vocabulary)
        drawn = self._draw(logits[writing], [self._texts[slot] for slot in writing])
        self._positions[writing] += 1
        for slot, token in zip(writing, drawn, strict=True):
            self._take(slot, token)
        return dict(zip(writing, drawn, strict=True))

    def finished(self) -> dict[int, Written]:
        """Return the texts that came to an end, and free their slots."""
        over = {slot: text for slot, text in self._texts.items() if text.over}
        for slot in over:
            del self._texts[slot]
        return {slot: Written(tuple(text.tokens), text.ended) for slot, text in over.items()}

    def written(self, slot: int) -> tuple[int, ...]:
        """Return what stands in a slot so far."""
        return tuple(self._texts[slot].tokens)

    def _take(self, slot: int, token: int) -> None:
        text = self._texts[slot]
        if token in self._end:
            text.ended = True
            return
        text.tokens.append(token)
        text.seen[token] = True
        self._tokens[slot] = token

    def _window(self, writing: Sequence[int]) -> int:
        reach = int(self._positions[writing].max()) + 1
        return min(-(-reach // WINDOW) * WINDOW, self.length)

    def _logits(self, window: int) -> Tensor:
        if self._device.type != "cuda":
            return self._pass(window)
        if window not in self._graphs:
            self._graphs[window] = _record(lambda: self._pass(window))
        return self._graphs[window].replay()

    def _pass(self, window: int) -> Tensor:
        """One token for each slot, (slots, vocabulary)."""
        self._cache.extend(self._positions, window)
        places = torch.arange(window, device=self._device)
        mask = (places <= self._positions[:, None])[:, None, None]  # (slots, 1, 1, window)
        embeds = self._model.get_input_embeddings()(self._tokens[:, None])  # type: ignore[operator]
        logits: Tensor = self._head(self._forward(embeds, self._positions[:, None], mask)[:, -1])
        return logits

    def _forward(self, embeds: Tensor, position: Tensor, mask: Tensor | None) -> Tensor:
        """Hidden states, (rows, tokens, width); without a mask the tokens see those before."""
        masks = {"full_attention": mask, "sliding_attention": mask}
        hidden: Tensor = self._model(
            inputs_embeds=embeds,
            position_ids=position,
            attention_mask=masks,
            past_key_values=self._cache,
            use_cache=True,
        ).last_hidden_state
        return hidden

    def _draw(self, logits: Tensor, texts: Sequence[_Text]) -> list[int]:
        """Draw a token for each row of logits, (rows, vocabulary)."""
        if any(text.draw.repetition_penalty != 1.0 for text in texts):
            logits = _penalised(logits, texts)
        warm = [row for row, text in enumerate(texts) if text.draw.temperature > 0]
        chosen = logits.argmax(-1)
        if warm:
            heat = logits.new_tensor([texts[row].draw.temperature for row in warm])[:, None]
            chances = torch.softmax(logits[warm] / heat, -1)
            chosen[warm] = torch.multinomial(chances, 1, generator=self._noise)[:, 0]
        tokens: list[int] = chosen.tolist()
        return tokens


class _Text:
    """What is written in a slot. `room` bounds its tokens, `seen` marks those written."""

    def __init__(self, draw: Draw, room: int, seen: Tensor) -> None:
        self.draw, self.room, self.seen = draw, room, seen
        self.tokens: list[int] = []
        self.ended = False

    @property
    def over(self) -> bool:
        return self.ended or len(self.tokens) >= self.room


def _penalised(logits: Tensor, texts: Sequence[_Text]) -> Tensor:
    seen = torch.stack([text.seen for text in texts])
    factor = logits.new_tensor([text.draw.repetition_penalty for text in texts])[:, None]
    return torch.where(seen, torch.where(logits > 0, logits / factor, logits * factor), logits)


class _Graph:
    """A recorded pass and the tensor its result stands in."""

    def __init__(self, graph: torch.cuda.CUDAGraph, result: Tensor) -> None:
        self._graph, self._result = graph, result

    def replay(self) -> Tensor:
        self._graph.replay()
        return self._result


def _record(run: Callable[[], Tensor]) -> _Graph:
    """Record a pass whose inputs stay where they are; it is run before, as CUDA asks for."""
    side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(2):
            run()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        result = run()
    return _Graph(graph, result)
