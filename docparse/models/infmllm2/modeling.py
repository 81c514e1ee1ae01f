"""The network: CLIP tower, layout of visual tokens with separators, projector, Qwen2."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from transformers import (
    CLIPVisionModel,
    GenerationConfig,
    GenerationMixin,
    PreTrainedModel,
    Qwen2Model,
)
from transformers.activations import ACT2FN
from transformers.modeling_outputs import CausalLMOutputWithPast
from transformers.utils import can_return_tuple

from docparse.errors import EngineError
from docparse.models.infmllm2.configuration import InfMllm2Config
from docparse.models.infmllm2.decoding import CACHE
from docparse.models.infmllm2.tiling import image_tokens

Grid = tuple[int, int]
"""Rows and columns of tiles."""


class Tower(CLIPVisionModel):  # type: ignore[misc]
    """CLIP's vision model, run as far as its features are needed."""

    def forward(self, pixel_values: Tensor, layer: int) -> Tensor:
        """Return the hidden states of the patches, without the class token.

        Args:
            pixel_values: (tiles, 3, side, side).
            layer: Which hidden states; 0 those before the first layer, -1 those after the last.

        Returns:
            (tiles, patches, width).
        """
        whole: Any = getattr(self, "vision_model", self)  # older versions nest it
        hidden = whole.pre_layrnorm(whole.embeddings(pixel_values))
        layers = whole.encoder.layers
        for block in layers[: range(len(layers) + 1)[layer]]:
            hidden = block(hidden, attention_mask=None)
        patches: Tensor = hidden[:, 1:]
        return patches


class Layout(nn.Module):
    """Lays the patches of an image out as one sequence: global view, separator, tiles."""

    def __init__(self, config: InfMllm2Config) -> None:
        super().__init__()
        self.side, self.block = config.tile_tokens, config.merge_size
        self.sub_separator = nn.Parameter(torch.zeros(config.merged_size))
        self.global_separator = nn.Parameter(torch.zeros(config.merged_size))

    def forward(self, patches: Tensor, grids: Sequence[Grid]) -> list[Tensor]:
        """Return the sequence of each image, (tokens, merged width).

        Args:
            patches: (tiles, patches, width), for each image its global view, then its tiles.
            grids: Of each image.
        """
        counts = [1 + rows * columns for rows, columns in grids]
        views = torch.split(self.merge(patches), counts)
        return [self.sequence(some, grid) for some, grid in zip(views, grids, strict=True)]

    def merge(self, patches: Tensor) -> Tensor:
        """Put each block of 2×2 patches on the channels of one token.

        Args:
            patches: (tiles, patches, width).

        Returns:
            (tiles, side, side, 4 × width), channels by row in the block, column in the block,
            channel.
        """
        tiles, count, width = patches.shape
        side, block = self.side, self.block
        if count != (side * block) ** 2:
            raise EngineError(
                f"{count} patches of a tile are no square of {side * block} by {side * block}; "
                "the tiles are not of the size the configuration states"
            )
        blocks = patches.reshape(tiles, side, block, side, block, width)
        return blocks.permute(0, 1, 3, 2, 4, 5).reshape(tiles, side, side, block**2 * width)

    def sequence(self, views: Tensor, grid: Grid) -> Tensor:
        """Lay the views of an image out as one sequence.

        Args:
            views: (1 + rows × columns, side, side, width), the global view first.
            grid: Rows and columns of tiles.

        Returns:
            (tokens, width), a separator at the end of each row of tokens.
        """
        rows, columns = grid
        side, width = views.shape[1], views.shape[-1]
        local = views[1:].reshape(rows, columns, side, side, width)
        local = local.permute(0, 2, 1, 3, 4).reshape(rows * side, columns * side, width)
        between = self.global_separator.to(views)[None]
        return torch.cat([self._with_row_ends(views[0]), between, self._with_row_ends(local)])

    def _with_row_ends(self, rows: Tensor) -> Tensor:
        """(rows, columns, width) to (rows × (columns + 1), width)."""
        ends = self.sub_separator.to(rows).expand(rows.shape[0], 1, -1)
        return torch.cat([rows, ends], dim=1).flatten(0, 1)


class Projector(nn.Module):
    """From merged patches to the width of the language model."""

    def __init__(self, config: InfMllm2Config) -> None:
        super().__init__()
        width = config.text_config.hidden_size
        sizes = [config.merged_size, *([width] * config.projector_layers)]
        self.layers = nn.ModuleList(nn.Linear(before, after) for before, after in pairwise(sizes))
        self.act = ACT2FN[config.projector_act]

    def forward(self, hidden: Tensor) -> Tensor:
        """Map (tokens, merged width) to (tokens, width)."""
        for number, layer in enumerate(self.layers):
            hidden = layer(hidden if number == 0 else self.act(hidden))
        return hidden


class InfMllm2PreTrainedModel(PreTrainedModel):  # type: ignore[misc]
    """What transformers has to know of the network."""

    config_class = InfMllm2Config
    config: InfMllm2Config
    base_model_prefix = ""
    input_modalities = ("image", "text")
    supports_gradient_checkpointing = True
    _no_split_modules = ["CLIPEncoderLayer", "Qwen2DecoderLayer"]  # noqa: RUF012
    _skip_keys_device_placement = ["cache", "past_key_values"]  # noqa: RUF012
    _supports_sdpa = True
    _supports_flash_attn = True
    _supports_attention_backend = True
    _can_compile_fullgraph = True

    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, Layout):
            for separator in (module.sub_separator, module.global_separator):
                nn.init.normal_(separator, std=self.config.text_config.initializer_range)


class InfMllm2ForConditionalGeneration(InfMllm2PreTrainedModel, GenerationMixin):  # type: ignore[misc]
    """INF-MLLM2: reads images and words, writes words."""

    _tied_weights_keys = {"lm_head.weight": "text_model.embed_tokens.weight"}  # noqa: RUF012

    def __init__(self, config: InfMllm2Config) -> None:
        super().__init__(config)
        text = config.text_config
        self.vision_tower = Tower(config.vision_config)
        self.layout = Layout(config)
        self.projector = Projector(config)
        self.text_model = Qwen2Model(text)
        self.lm_head: nn.Module = nn.Linear(text.hidden_size, text.vocab_size, bias=False)
        self.generation_config = _greedy(config)
        self.post_init()

    @property
    def vision_dtype(self) -> torch.dtype:
        """What the tower computes in."""
        kind: torch.dtype = next(self.vision_tower.parameters()).dtype
        return kind

    def get_input_embeddings(self) -> nn.Module:
        """Return the embedding table of words."""
        table: nn.Module = self.text_model.embed_tokens
        return table

    def set_input_embeddings(self, value: nn.Module) -> None:
        """Replace the embedding table of words."""
        self.text_model.embed_tokens = value

    def get_output_embeddings(self) -> nn.Module:
        """Return what maps hidden states to logits."""
        return self.lm_head

    def set_output_embeddings(self, value: nn.Module) -> None:
        """Replace what maps hidden states to logits."""
        self.lm_head = value

    def get_image_features(self, pixel_values: Tensor, image_grids: Tensor) -> list[Tensor]:
        """Return the visual tokens of each image; all tiles go through the tower at once.

        Args:
            pixel_values: (tiles, 3, side, side), for each image its global view, then its tiles.
            image_grids: (images, 2), rows and columns of tiles.

        Returns:
            For each image (tokens, width of the language model).

        Raises:
            EngineError: The grids do not account for the tiles.
        """
        grids = _grids(image_grids)
        expected = sum(1 + rows * columns for rows, columns in grids)
        if expected != len(pixel_values):
            raise EngineError(
                f"grids {grids} make {expected} views, but there are {len(pixel_values)}; give "
                "pixel_values and image_grids as the processor made them"
            )
        patches = self.vision_tower(pixel_values, self.config.vision_feature_layer)
        sequences = self.layout(patches, grids)
        projected: Tensor = self.projector(torch.cat(sequences))
        return list(torch.split(projected, [len(sequence) for sequence in sequences]))

    def embed(
        self,
        input_ids: Tensor,
        pixel_values: Tensor | None = None,
        image_grids: Tensor | None = None,
    ) -> Tensor:
        """Return the embeddings of words, visual tokens in the place of placeholders.

        Args:
            input_ids: (texts, tokens).
            pixel_values: As for `get_image_features`, all images of the first text first.
            image_grids: As for `get_image_features`.

        Returns:
            (texts, tokens, width).

        Raises:
            EngineError: There are not as many placeholders as visual tokens.
        """
        embeds: Tensor = self.get_input_embeddings()(input_ids)
        if pixel_values is None:
            one_written = input_ids.shape[-1] == 1  # whatever it is, no image stands behind it
            if not one_written and bool((input_ids == self.config.image_token_id).any()):
                raise EngineError("placeholders without pixel_values; give what the processor made")
            return embeds
        if image_grids is None:
            raise EngineError("pixel_values without image_grids; give what the processor made")
        self._images_by_text(input_ids, image_grids)
        seen = torch.cat(self.get_image_features(pixel_values.to(self.vision_dtype), image_grids))
        places = (input_ids == self.config.image_token_id).to(embeds.device)
        return embeds.masked_scatter(places[..., None], seen.to(embeds))

    def _images_by_text(self, input_ids: Tensor, image_grids: Tensor) -> list[int]:
        """How many images each text shows, by its placeholders."""
        side = self.config.tile_tokens
        waiting = [image_tokens(rows, columns, side) for rows, columns in _grids(image_grids)]
        counts = []
        for text, places in enumerate((input_ids == self.config.image_token_id).sum(-1).tolist()):
            shown = made = 0
            while made < places and shown < len(waiting):
                made += waiting[shown]
                shown += 1
            if made != places:
                raise EngineError(
                    f"text {text} holds {places} placeholders, but its {shown} images make {made} "
                    "visual tokens; let the processor make the text and the tiles together"
                )
            waiting = waiting[shown:]
            counts.append(shown)
        if waiting:
            raise EngineError(
                f"{len(waiting)} images, of {sum(waiting)} visual tokens, have no placeholders; "
                "let the processor make the text and the tiles together"
            )
        return counts

    @can_return_tuple  # type: ignore[untyped-decorator]
    def forward(  # noqa: PLR0913, PLR0917 (what transformers passes)
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        position_ids: Tensor | None = None,
        past_key_values: Any = None,
        inputs_embeds: Tensor | None = None,
        labels: Tensor | None = None,
        pixel_values: Tensor | None = None,
        image_grids: Tensor | None = None,
        logits_to_keep: int | Tensor = 0,
        cache: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Return logits, (texts, tokens, vocabulary), or those of the last `logits_to_keep`."""
        if (input_ids is None) == (inputs_embeds is None):
            raise ValueError("give either input_ids or inputs_embeds")
        if inputs_embeds is None:
            assert input_ids is not None
            inputs_embeds = self.embed(input_ids, pixel_values, image_grids)
        outputs = self.text_model(
            inputs_embeds=inputs_embeds,
            attention_mask=attention_mask,
            position_ids=position_ids,
            **{CACHE: past_key_values if cache is None else cache},
            **kwargs,
        )
        whole = isinstance(logits_to_keep, int)
        kept = slice(-logits_to_keep if logits_to_keep else None, None) if whole else logits_to_keep
        logits = self.lm_head(outputs.last_hidden_state[:, kept])
        loss = None
        if labels is not None:
            size = self.config.text_config.vocab_size
            loss = self.loss_function(logits=logits, labels=labels, vocab_size=size, **kwargs)
        return CausalLMOutputWithPast(
            loss=loss,
            logits=logits,
            **{CACHE: outputs.get(CACHE)},
            hidden_states=outputs.hidden_states,
            attentions=outputs.attentions,
        )

    def prepare_inputs_for_generation(
        self,
        input_ids: Tensor,
        *,
        inputs_embeds: Tensor | None = None,
        pixel_values: Tensor | None = None,
        image_grids: Tensor | None = None,
        is_first_iteration: bool | None = False,
        **kwargs: Any,
    ) -> Any:
        """Show the images in the first pass only: afterwards they stand in the cache."""
        inputs = super().prepare_inputs_for_generation(
            input_ids,
            inputs_embeds=inputs_embeds,
            is_first_iteration=is_first_iteration,
            **kwargs,
        )
        if is_first_iteration or not kwargs.get("use_cache", True):
            inputs |= {"pixel_values": pixel_values, "image_grids": image_grids}
        return inputs

    def _expand_inputs_for_generation(
        self,
        expand_size: int = 1,
        is_encoder_decoder: bool = False,
        input_ids: Tensor | None = None,
        pixel_values: Tensor | None = None,
        image_grids: Tensor | None = None,
        **kwargs: Any,
    ) -> Any:
        """Repeat texts for beams or several replies, each with all of its images."""
        if expand_size > 1 and input_ids is not None and pixel_values is not None:
            assert image_grids is not None
            shares = self._images_by_text(input_ids, image_grids)
            tiles = [1 + rows * columns for rows, columns in _grids(image_grids)]
            by_image = torch.split(pixel_values, tiles)
            order = _repeated(shares, expand_size)
            pixel_values = torch.cat([by_image[image] for image in order])
            image_grids = image_grids[order]
        numbers, inputs = super()._expand_inputs_for_generation(
            expand_size, is_encoder_decoder, input_ids, **kwargs
        )
        if pixel_values is not None:
            inputs |= {"pixel_values": pixel_values, "image_grids": image_grids}
        return numbers, inputs


def _grids(image_grids: Tensor) -> list[Grid]:
    return [(rows, columns) for rows, columns in image_grids.tolist()]


def _repeated(shares: Sequence[int], times: int) -> list[int]:
    """Numbers of the images, those of each text repeated before those of the next."""
    order: list[int] = []
    first = 0
    for share in shares:
        order += list(range(first, first + share)) * times
        first += share
    return order


def _greedy(config: InfMllm2Config) -> GenerationConfig:
    """How the published demonstration writes: the likeliest token, up to 4,096 of them."""
    text = config.text_config
    ends = (text.eos_token_id, text.pad_token_id)
    return GenerationConfig(
        do_sample=False,
        max_new_tokens=config.max_txt_len,
        bos_token_id=text.bos_token_id,
        eos_token_id=[token for token in ends if token is not None] or None,
        pad_token_id=text.pad_token_id,
    )
