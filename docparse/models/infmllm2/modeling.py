"""The network: CLIP tower, 2×2 merge, separators, projector, Qwen2."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from transformers import CLIPVisionModel, GenerationMixin, PreTrainedModel, Qwen2Model
from transformers.activations import ACT2FN
from transformers.modeling_outputs import CausalLMOutputWithPast

from docparse.models.infmllm2.configuration import InfMllm2Config


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
    _skip_keys_device_placement = ["past_key_values"]  # noqa: RUF012
    _supports_sdpa = True
    _supports_flash_attn = True
    _supports_attention_backend = True
    _can_compile_fullgraph = True

    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, InfMllm2ForConditionalGeneration):
            for separator in (module.sub_separator, module.global_separator):
                nn.init.normal_(separator, std=self.config.text_config.initializer_range)


class InfMllm2ForConditionalGeneration(InfMllm2PreTrainedModel, GenerationMixin):  # type: ignore[misc]
    """INF-MLLM2: reads images and words, writes words."""

    _tied_weights_keys = {"lm_head.weight": "text_model.embed_tokens.weight"}  # noqa: RUF012

    def __init__(self, config: InfMllm2Config) -> None:
        super().__init__(config)
        self.vision_tower = CLIPVisionModel(config.vision_config)
        self.projector = Projector(config)
        self.sub_separator = nn.Parameter(torch.zeros(config.merged_size))
        self.global_separator = nn.Parameter(torch.zeros(config.merged_size))
        self.text_model = Qwen2Model(config.text_config)
        self.lm_head: nn.Module = nn.Linear(
            config.text_config.hidden_size, config.text_config.vocab_size, bias=False
        )
        self.post_init()

    @property
    def vision_dtype(self) -> torch.dtype:
        """What the tower computes in."""
        kind: torch.dtype = self.vision_tower.embeddings.patch_embedding.weight.dtype
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
        """Return the visual tokens of each image.

        Args:
            pixel_values: (tiles, 3, side, side), for each image its global view, then its tiles.
            image_grids: (images, 2), rows and columns of tiles.

        Returns:
            For each image (tokens, width of the language model).

        Raises:
            ValueError: The grids do not account for the tiles.
        """
        grids: list[tuple[int, int]] = [(rows, columns) for rows, columns in image_grids.tolist()]
        counts = [1 + rows * columns for rows, columns in grids]
        if sum(counts) != len(pixel_values):
            raise ValueError(
                f"grids {grids} make {sum(counts)} views, but there are {len(pixel_values)}"
            )
        merged = self.merge(self.patches(pixel_values))  # (tiles, side, side, merged width)
        sequences = [
            self.sequence(views, grid)
            for views, grid in zip(torch.split(merged, counts), grids, strict=True)
        ]
        projected: Tensor = self.projector(torch.cat(sequences))
        return list(torch.split(projected, [len(sequence) for sequence in sequences]))

    def patches(self, pixel_values: Tensor) -> Tensor:
        """Run the tower as far as it is needed; return (tiles, patches, width), no class token."""
        tower = self.vision_tower
        hidden = tower.pre_layrnorm(tower.embeddings(pixel_values))
        layers = tower.encoder.layers
        needed = len(layers) + 1 + self.config.vision_feature_layer
        for layer in layers[:needed]:
            hidden = layer(hidden, attention_mask=None)
        taken: Tensor = hidden[:, 1:]
        return taken

    def merge(self, patches: Tensor) -> Tensor:
        """Put each block of 2×2 patches on the channels of one token.

        Args:
            patches: (tiles, patches, width).

        Returns:
            (tiles, side, side, 4 × width), channels by row in the block, column in the block,
            channel.
        """
        tiles, count, width = patches.shape
        side, block = self.config.tile_tokens, self.config.merge_size
        if count != (side * block) ** 2:
            raise ValueError(f"{count} patches are no square of {side * block} by {side * block}")
        blocks = patches.reshape(tiles, side, block, side, block, width)
        return blocks.permute(0, 1, 3, 2, 4, 5).reshape(tiles, side, side, block**2 * width)

    def sequence(self, views: Tensor, grid: tuple[int, int]) -> Tensor:
        """Lay the views of an image out as one sequence: global view, separator, tiles.

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
        parts = [
            self._with_row_ends(views[0]),
            self.global_separator.to(views.dtype)[None],
            self._with_row_ends(local),
        ]
        return torch.cat(parts)

    def _with_row_ends(self, rows: Tensor) -> Tensor:
        """(rows, columns, width) to (rows × (columns + 1), width)."""
        ends = self.sub_separator.to(rows.dtype).expand(rows.shape[0], 1, -1)
        return torch.cat([rows, ends], dim=1).flatten(0, 1)

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
            ValueError: There are not as many placeholders as visual tokens.
        """
        embeds: Tensor = self.get_input_embeddings()(input_ids)
        if pixel_values is None:
            return embeds
        if image_grids is None:
            raise ValueError("pixel_values need their image_grids")
        seen = torch.cat(self.get_image_features(pixel_values.to(self.vision_dtype), image_grids))
        places = input_ids == self.config.image_token_id
        if int(places.sum()) != len(seen):
            raise ValueError(
                f"{int(places.sum())} placeholders for {len(seen)} visual tokens; let the "
                "processor make the text and the tiles together"
            )
        return embeds.masked_scatter(places[..., None], seen.to(embeds.device, embeds.dtype))

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
            past_key_values=past_key_values,
            **kwargs,
        )
        hidden = outputs.last_hidden_state
        kept = slice(-logits_to_keep, None) if isinstance(logits_to_keep, int) else logits_to_keep
        if isinstance(logits_to_keep, int) and logits_to_keep == 0:
            kept = slice(None)
        logits = self.lm_head(hidden[:, kept])
        loss = None
        if labels is not None:
            loss = self.loss_function(
                logits=logits, labels=labels, vocab_size=self.config.text_config.vocab_size
            )
        return CausalLMOutputWithPast(
            loss=loss,
            logits=logits,
            past_key_values=outputs.past_key_values,
            hidden_states=outputs.hidden_states,
            attentions=outputs.attentions,
        )

    def prepare_inputs_for_generation(
        self,
        input_ids: Tensor,
        *,
        pixel_values: Tensor | None = None,
        image_grids: Tensor | None = None,
        is_first_iteration: bool | None = False,
        **kwargs: Any,
    ) -> Any:
        """Show the images in the first pass only: afterwards they stand in the cache."""
        inputs = super().prepare_inputs_for_generation(
            input_ids, is_first_iteration=is_first_iteration, **kwargs
        )
        if is_first_iteration or not kwargs.get("use_cache", True):
            inputs |= {"pixel_values": pixel_values, "image_grids": image_grids}
        return inputs
