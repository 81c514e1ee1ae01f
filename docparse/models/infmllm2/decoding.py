"""Write many texts side by side: one static cache, a row for each text, rows used again.

Knows a Qwen2 language model and token numbers; nothing of images, prompts or pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from transformers.modeling_outputs import BaseModelOutputWithPast

CACHE = "cache" if "cache" in BaseModelOutputWithPast.__annotations__ else "past_key_values"
"""What transformers calls the keys and values that are kept: `cache` since 5.24."""
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
        compiled: Compile a step with torch's compiler, which takes a minute and fuses its kernels.
    """

    _warm = False

    def __init__(
        self,
        text_model: nn.Module,
        lm_head: nn.Module,
        *,
        slots: int,
        length: int,
        end_tokens: Sequence[int],
        seed: int = 0,
        compiled: bool = False,
    ) -> None:
        self.slots, self.length = slots, length
        self._model, self._head = text_model, lm_head
        self._cache = SlotCache(text_model, slots, length)
        self._device = device = self._cache.keys.device
        self._end = frozenset(end_tokens)
        self._tokens = torch.zeros(slots, dtype=torch.long, device=device)
        self._positions = torch.zeros(slots, dtype=torch.long, device=device)
        self._writing = torch.zeros(slots, dtype=torch.long, device=device)  # 1 where it goes on
        self._heat = torch.zeros(slots, 1, device=device)
        self._penalty = torch.ones(slots, 1, device=device)
        self._seen: Tensor | None = None  # (slots, vocabulary), once a penalty asks for it
        self._noise = torch.Generator(device).manual_seed(seed)
        self._texts: dict[int, _Text] = {}
        self._graphs: dict[int, _Graph] = {}
        self._run = torch.compile(self._pass) if compiled else self._pass

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
        self._texts[slot] = _Text(tokens, room)
        self._settle(slot, draw, logits.shape[-1])
        self._positions[slot] = tokens
        self._writing[slot] = 1
        chosen = self._choose(logits, slice(slot, slot + 1))
        self._tokens[slot : slot + 1] = chosen
        self._take(slot, int(chosen))
        return slot

    @torch.inference_mode()
    def step(self) -> dict[int, int]:
        """Write one token in each slot in use that has not ended; return them."""
        writing = [slot for slot, text in self._texts.items() if not text.over]
        if not writing:
            return {}
        logits = self._logits(self._window(writing)).float()  # (slots, vocabulary)
        chosen = self._choose(logits, slice(None))
        self._positions += self._writing
        self._tokens.copy_(chosen)
        tokens: list[int] = chosen.tolist()  # the only wait for the device in a step
        for slot in writing:
            self._take(slot, tokens[slot])
        return {slot: tokens[slot] for slot in writing}

    def finished(self) -> dict[int, Written]:
        """Return the texts that came to an end, and free their slots."""
        over = {slot: text for slot, text in self._texts.items() if text.over}
        for slot in over:
            del self._texts[slot]
        return {slot: Written(tuple(text.tokens), text.ended) for slot, text in over.items()}

    def written(self, slot: int) -> tuple[int, ...]:
        """Return what stands in a slot so far."""
        return tuple(self._texts[slot].tokens)

    def _settle(self, slot: int, draw: Draw, vocabulary: int) -> None:
        """Note how the tokens of a slot are drawn."""
        self._heat[slot] = draw.temperature
        self._penalty[slot] = draw.repetition_penalty
        if draw.repetition_penalty != 1 and self._seen is None:
            shape = (self.slots, vocabulary)
            self._seen = torch.zeros(shape, dtype=torch.bool, device=self._device)
        if self._seen is not None:
            self._seen[slot] = False
        self._warm = bool((self._heat > 0).any())

    def _take(self, slot: int, token: int) -> None:
        text = self._texts[slot]
        if token in self._end:
            text.ended = True
        else:
            text.tokens.append(token)
        if text.over:
            self._writing[slot] = 0
            self._heat[slot] = 0

    def _window(self, writing: Sequence[int]) -> int:
        """Positions to look at: those of the longest text, in steps, so that few are recorded."""
        reach = max(self._texts[slot].reach for slot in writing)
        return min(-(-reach // WINDOW) * WINDOW, self.length)

    def _logits(self, window: int) -> Tensor:
        if self._device.type != "cuda":
            return self._run(window)
        if window not in self._graphs:
            self._graphs[window] = _record(lambda: self._run(window))
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
            use_cache=True,
            **{CACHE: self._cache},
        ).last_hidden_state
        return hidden

    def _choose(self, logits: Tensor, rows: slice) -> Tensor:
        """Draw a token for each row of logits, (rows, vocabulary)."""
        if self._seen is not None:
            seen, penalty = self._seen[rows], self._penalty[rows]
            scaled = torch.where(logits > 0, logits / penalty, logits * penalty)
            logits = torch.where(seen, scaled, logits)
        chosen = logits.argmax(-1)
        if self._warm:
            heat = self._heat[rows]
            chances = torch.softmax(logits / heat.clamp(min=1e-4), -1)
            drawn = torch.multinomial(chances, 1, generator=self._noise)
            chosen = torch.where(heat > 0, drawn, chosen[:, None])[:, 0]
        if self._seen is not None:
            self._seen[rows].scatter_(1, chosen[:, None], True)
        return chosen


class _Text:
    """What is written in a slot, behind a prompt of so many tokens; `room` bounds its tokens."""

    def __init__(self, prompt: int, room: int) -> None:
        self._prompt, self._room = prompt, room
        self.tokens: list[int] = []
        self.ended = False

    @property
    def over(self) -> bool:
        return self.ended or len(self.tokens) >= self._room

    @property
    def reach(self) -> int:
        """Positions that are looked at to write the next token."""
        return self._prompt + len(self.tokens)


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
