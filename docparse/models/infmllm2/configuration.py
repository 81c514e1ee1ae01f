"""The shape of the network, read from the published `config.json` or from our own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from huggingface_hub.errors import StrictDataclassError
from transformers import CLIPVisionConfig, PreTrainedConfig, Qwen2Config

from docparse.errors import EngineError

Preset = Literal["1.5b", "7b", "14b", "tiny"]

IMAGE_TOKEN_ID = 151646
"""`<|image|>`, whose place the visual tokens take."""
_CLIP_L = {
    "hidden_size": 1024,
    "intermediate_size": 4096,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
    "image_size": 336,
    "patch_size": 14,
    "hidden_act": "quick_gelu",
    "projection_dim": 768,
}
_QWEN2 = {
    "7b": {
        "vocab_size": 152064,
        "hidden_size": 3584,
        "intermediate_size": 18944,
        "num_hidden_layers": 28,
        "num_attention_heads": 28,
        "num_key_value_heads": 4,
        "tie_word_embeddings": False,
    },
    "1.5b": {
        "vocab_size": 151936,
        "hidden_size": 1536,
        "intermediate_size": 8960,
        "num_hidden_layers": 28,
        "num_attention_heads": 12,
        "num_key_value_heads": 2,
        "tie_word_embeddings": True,
    },
    "14b": {
        "vocab_size": 152064,
        "hidden_size": 5120,
        "intermediate_size": 13824,
        "num_hidden_layers": 48,
        "num_attention_heads": 40,
        "num_key_value_heads": 8,
        "tie_word_embeddings": False,
    },
}
_QWEN2_SHARED = {
    "rope_parameters": {"rope_type": "default", "rope_theta": 1e6},
    "rms_norm_eps": 1e-6,
    "max_position_embeddings": 32768,
    "bos_token_id": 151643,
    "eos_token_id": 151645,
    "pad_token_id": 151643,
}


class InfMllm2Config(PreTrainedConfig):  # type: ignore[misc]
    """Configuration of INF-MLLM2.

    Args:
        vision_config: The CLIP tower.
        text_config: The Qwen2 language model.
        hd_num: Most tiles of the local view.
        vision_feature_layer: Which hidden states of the tower are taken; -2 is the last but one.
        merge_size: Patches along the side of a block that become one token.
        projector_layers: Linear layers of the projector. Inferred from the number of its tensors.
        projector_act: Between them. Inferred from the sibling model.
        image_token_id: The placeholder of visual tokens.
        max_txt_len: Most tokens of a reply, as the published demonstration has it.
        lora_alpha: Of adapters stored beside the weights; None where there are none.
        lora_r: Their rank.
    """

    model_type = "infmllm2"
    sub_configs = {"vision_config": CLIPVisionConfig, "text_config": Qwen2Config}  # noqa: RUF012

    def __init__(  # noqa: PLR0913 (keyword arguments)
        self,
        vision_config: CLIPVisionConfig | Mapping[str, Any] | None = None,
        text_config: Qwen2Config | Mapping[str, Any] | None = None,
        *,
        hd_num: int = 16,
        vision_feature_layer: int = -2,
        merge_size: int = 2,
        projector_layers: int = 2,
        projector_act: str = "gelu",
        image_token_id: int = IMAGE_TOKEN_ID,
        max_txt_len: int = 4096,
        lora_alpha: float | None = None,
        lora_r: int | None = None,
        **kwargs: Any,
    ) -> None:
        if vision_config is None or isinstance(vision_config, Mapping):
            vision_config = CLIPVisionConfig(**(vision_config or _CLIP_L))
        if text_config is None or isinstance(text_config, Mapping):
            text_config = Qwen2Config(**(text_config or {**_QWEN2["7b"], **_QWEN2_SHARED}))
        self.vision_config: Any = vision_config
        self.text_config: Any = text_config
        self.hd_num = hd_num
        self.vision_feature_layer = vision_feature_layer
        self.merge_size = merge_size
        self.projector_layers = projector_layers
        self.projector_act = projector_act
        self.image_token_id = image_token_id
        self.max_txt_len = max_txt_len
        self.lora_alpha, self.lora_r = lora_alpha, lora_r
        kwargs.setdefault(
            "tie_word_embeddings", bool(getattr(text_config, "tie_word_embeddings", False))
        )
        super().__init__(**kwargs)

    @classmethod
    def from_published(
        cls,
        published: Mapping[str, Any],
        *,
        vocab_size: int | None = None,
        image_token_id: int | None = None,
        tied: bool | None = None,
    ) -> Any:
        """Read the published `config.json`.

        Args:
            published: Its content; the vision part may stand under `vison_config`.
            vocab_size: Rows of the checkpoint's embedding, which is what counts.
            image_token_id: What the checkpoint's tokenizer calls the placeholder.
            tied: Whether the head is the embedding; as the configuration says by default.

        Raises:
            EngineError: A value is not what it should be.
        """
        try:
            return cls(
                vision_config=_published_vision(published),
                text_config=_published_text(published, vocab_size, tied),
                hd_num=int(published.get("hd_num", 16)),
                image_token_id=IMAGE_TOKEN_ID if image_token_id is None else image_token_id,
                max_txt_len=int(published.get("max_txt_len", 4096)),
                lora_alpha=published.get("lora_alpha"),
                lora_r=published.get("lora_r"),
            )
        except (TypeError, ValueError, StrictDataclassError) as error:
            raise EngineError(
                f"config.json of INF-MLLM2 cannot be read ({error}); fetch it again"
            ) from error

    @classmethod
    def from_dict(cls, config_dict: Mapping[str, Any], **kwargs: Any) -> Any:
        """Read our own `config.json`.

        Raises:
            EngineError: It is the published one, whose weights transformers would not find.
        """
        if "lm_config" in config_dict:
            raise EngineError(
                "this is the published layout of INF-MLLM2: open it with load_weights, or make "
                "it one that from_pretrained can read with  docparse weights convert"
            )
        return super().from_dict(dict(config_dict), **kwargs)

    @property
    def tile_size(self) -> int:
        """Side of a tile in pixels."""
        return int(self.vision_config.image_size)

    @property
    def tile_tokens(self) -> int:
        """Tokens along the side of a tile."""
        return int(self.tile_size // self.vision_config.patch_size // self.merge_size)

    @property
    def merged_size(self) -> int:
        """Width of a token before the projector, and of the separators."""
        return int(self.vision_config.hidden_size * self.merge_size**2)


def _published_vision(published: Mapping[str, Any]) -> dict[str, Any]:
    said = published.get("vison_config") or published.get("vision_config") or {}
    if isinstance(said, Mapping):  # that of a whole CLIP has it one level deeper
        said = said.get("vision_config") or said
    size = {"image_size": published["image_size_img"]} if "image_size_img" in published else {}
    return {**_CLIP_L, **size, **_without_plumbing(said)}


def _published_text(
    published: Mapping[str, Any], vocab_size: int | None, tied: bool | None
) -> dict[str, Any]:
    said = published.get("lm_config") or published.get("text_config") or {}
    text = {**_QWEN2["7b"], **_QWEN2_SHARED, **_without_plumbing(said)}
    if "rope_theta" in text:
        text["rope_parameters"] = {"rope_type": "default", "rope_theta": text.pop("rope_theta")}
    if vocab_size is not None:
        text["vocab_size"] = vocab_size
    if tied is not None:
        text["tie_word_embeddings"] = tied
    return text


def _without_plumbing(part: object) -> dict[str, Any]:
    """The part without what older versions of transformers wrote beside the shape."""
    if not isinstance(part, Mapping):
        raise TypeError(f"{str(part)[:60]!r} is no part of a configuration")
    plumbing = {"transformers_version", "torch_dtype", "dtype", "architectures", "model_type"}
    return {key: value for key, value in part.items() if key not in plumbing and key[:1] != "_"}


def preset(name: Preset) -> Any:
    """Return the configuration of a member of the family.

    7B is the published one. The language models of the others are Qwen2-1.5B and Qwen2.5-14B as
    their own configurations state them; which 14B was meant is inferred, Qwen2 having none.
    `tiny` is for tests: the tiles are of the real size, the network is not.

    Raises:
        EngineError: There is no such member.
    """
    if name == "tiny":
        return _tiny()
    if name not in _QWEN2:
        raise EngineError(f"{name!r} is no member of the family; give 1.5b, 7b, 14b or tiny")
    return InfMllm2Config(_CLIP_L, {**_QWEN2[name], **_QWEN2_SHARED})


def _tiny() -> Any:
    vision = {
        **_CLIP_L,
        "hidden_size": 16,
        "intermediate_size": 24,
        "num_hidden_layers": 3,
        "num_attention_heads": 2,
        "projection_dim": 8,
    }
    text = {
        **_QWEN2_SHARED,
        "vocab_size": 320,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "tie_word_embeddings": False,
        "bos_token_id": 256,
        "pad_token_id": 256,
        "eos_token_id": 258,
    }
    return InfMllm2Config(vision, text, image_token_id=259)
