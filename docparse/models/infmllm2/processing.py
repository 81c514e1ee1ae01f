"""Questions and images to token numbers and tiles: ChatML, placeholders, padding."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from transformers import BatchFeature, PreTrainedTokenizerFast, Qwen2Tokenizer
from transformers.processing_utils import ProcessorMixin

from docparse.errors import EngineError
from docparse.models.infmllm2.image_processing import InfMllm2ImageProcessor
from docparse.models.infmllm2.tiling import MAX_TILES, TILE
from docparse.models.infmllm2.vocabulary import (
    ENDS,
    IMAGE,
    SPECIAL,
    read_json,
    read_vocabulary,
)

SYSTEM = "You are a helpful assistant."
AFTER_IMAGE = ""
"""What follows the placeholder. Inferred: a newline may have stood there in training."""
_SAID_BY_NOBODY = (*SPECIAL, "<image>", "<video>")
_PATCH, _MERGE = 14, 2


class InfMllm2Processor(ProcessorMixin):  # type: ignore[misc]
    """Turns conversations about images into what the network reads.

    Args:
        image_processor: Cuts the images.
        tokenizer: Of Qwen2, with the special tokens of INF-MLLM2.
    """

    attributes = ["image_processor", "tokenizer"]  # noqa: RUF012 (as transformers has it)
    image_processor_class = "InfMllm2ImageProcessor"
    tokenizer_class = "AutoTokenizer"

    def __init__(
        self,
        image_processor: InfMllm2ImageProcessor | None = None,
        tokenizer: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(image_processor or InfMllm2ImageProcessor(), tokenizer, **kwargs)
        if IMAGE not in tokenizer.get_vocab():
            raise EngineError(
                f"the tokenizer has no token {IMAGE}; it is not that of INF-MLLM2: fetch "
                "added_tokens.json and tokenizer_config.json of the checkpoint"
            )
        self.image_token_id = tokenizer.convert_tokens_to_ids(IMAGE)

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        **_: object,
    ) -> InfMllm2Processor:
        """Read the tokenizer and the settings of a checkpoint's folder, published or our own.

        Raises:
            EngineError: The folder holds no tokenizer, or not that of INF-MLLM2.
        """
        folder = Path(pretrained_model_name_or_path)
        return cls(_image_processor(folder), _tokenizer(folder))

    def save_pretrained(self, save_directory: str | os.PathLike[str], **_: object) -> None:
        """Write the tokenizer and the settings into a folder."""
        self.image_processor.save_pretrained(save_directory)
        self.tokenizer.save_pretrained(save_directory)

    @property
    def end_tokens(self) -> tuple[int, ...]:
        """Tokens that end a reply."""
        return tuple(self.tokenizer.convert_tokens_to_ids(list(ENDS)))

    def conversation(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        images: int = 1,
    ) -> str:
        """Return the text of a conversation up to where the reply begins.

        Args:
            question: What is asked last. What would be read as a special token is taken out, here
                and in `history`.
            history: Questions and answers before, the oldest first.
            images: Shown before the first question.
        """
        shown = IMAGE * images + AFTER_IMAGE if images else ""
        questions = [*(asked for asked, _ in history), question]
        answers = [answer for _, answer in history]
        text = f"<|im_start|>system\n{SYSTEM}<|im_end|>\n"
        for index, asked in enumerate(questions):
            text += (
                f"<|im_start|>user\n{shown if index == 0 else ''}{self.spoken(asked)}<|im_end|>\n"
            )
            text += "<|im_start|>assistant\n"
            if index < len(answers):
                text += f"{self.spoken(answers[index])}<|im_end|>\n"
        return text

    def spoken(self, text: str) -> str:
        """Return text without anything that would be read as a token that nobody writes."""
        taken = {*_SAID_BY_NOBODY, *self.tokenizer.get_added_vocab()}
        before = None
        while before != text:  # taking one out may put another together
            before = text
            for token in taken:
                text = text.replace(token, "")
        return text

    def count_tokens(self, text: str, images: Sequence[Image.Image] = ()) -> int:
        """Return how many tokens a conversation takes, without cutting its images."""
        words: int = len(self.tokenizer(text, add_special_tokens=False)["input_ids"])
        shown = sum(int(self.image_processor.tokens(image)) for image in images)
        return words - text.count(IMAGE) + shown

    def __call__(
        self,
        images: Sequence[Sequence[Image.Image]] | Sequence[Image.Image] | None = None,
        text: str | Sequence[str] = (),
        **_: object,
    ) -> Any:
        """Make a batch, padded on the left.

        Args:
            images: For each text its images, in the order of their placeholders; one list of
                images does for one text.
            text: Conversations.

        Returns:
            `input_ids` and `attention_mask`, (texts, tokens), placeholders repeated for each
            visual token; with images also `pixel_values` and `image_grids`.

        Raises:
            EngineError: There is no text, or one has not as many placeholders as images.
        """
        texts = [text] if isinstance(text, str) else list(text)
        if not texts:
            raise EngineError("there is no text to number; give at least one conversation")
        shown = _by_text(images, len(texts))
        rows = [self._numbers(one, some) for one, some in zip(texts, shown, strict=True)]
        longest = max(map(len, rows))
        pad = self.tokenizer.pad_token_id
        data = {
            "input_ids": torch.tensor([[pad] * (longest - len(row)) + row for row in rows]),
            "attention_mask": torch.tensor(
                [[0] * (longest - len(row)) + [1] * len(row) for row in rows]
            ),
        }
        flat = [image for some in shown for image in some]
        if flat:
            data.update(self.image_processor(flat))
        return BatchFeature(data)

    def _numbers(self, text: str, images: Sequence[Image.Image]) -> list[int]:
        """Token numbers, each placeholder repeated as often as its image has visual tokens."""
        ids: list[int] = self.tokenizer(text, add_special_tokens=False)["input_ids"]
        if ids.count(self.image_token_id) != len(images):
            raise EngineError(
                f"{ids.count(self.image_token_id)} placeholders {IMAGE} for {len(images)} images; "
                "let conversation() write the text, with the number of images"
            )
        waiting = iter(images)
        numbers: list[int] = []
        for token in ids:
            shown = token == self.image_token_id
            numbers += [token] * (self.image_processor.tokens(next(waiting)) if shown else 1)
        return numbers


def _by_text(images: Any, texts: int) -> list[list[Image.Image]]:
    if not images:
        return [[] for _ in range(texts)]
    if isinstance(images[0], Image.Image):
        if texts != 1:
            raise EngineError(f"give a list of images for each of the {texts} texts")
        return [list(images)]
    if len(images) != texts:
        raise EngineError(f"{len(images)} lists of images for {texts} texts; give one for each")
    return [list(some or ()) for some in images]


def _tokenizer(folder: Path) -> Any:
    if (folder / "tokenizer.json").exists():
        try:
            tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
        except Exception as error:  # the tokenizers library raises bare Exceptions
            raise EngineError(f"{folder}: tokenizer.json cannot be read ({error})") from error
    elif (folder / "vocab.json").exists():
        tokenizer = _from_vocabulary(folder)
    else:
        raise EngineError(
            f"{folder}: there is no tokenizer; tokenizer.json, or vocab.json with merges.txt, "
            "belongs beside the weights"
        )
    tokenizer.padding_side = "left"
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = "<|endoftext|>"
    return tokenizer


def _from_vocabulary(folder: Path) -> Any:
    """Build Qwen2's tokenizer with the added tokens at the numbers the checkpoint gives them."""
    said = read_vocabulary(folder)
    words = {**said.words, **said.added}
    tokenizer = Qwen2Tokenizer(vocab=words, merges=list(said.merges), eos_token="<|im_end|>")
    in_order = sorted(said.added, key=lambda token: said.added[token])
    tokenizer.add_special_tokens({"additional_special_tokens": in_order})
    return tokenizer


def _image_processor(folder: Path) -> InfMllm2ImageProcessor:
    if (folder / "preprocessor_config.json").exists():
        processor: InfMllm2ImageProcessor = InfMllm2ImageProcessor.from_pretrained(
            folder, local_files_only=True
        )
        return processor
    said = read_json(folder / "config.json", absent_is_empty=True)
    try:
        side = int(said.get("image_size_img", TILE))
        patch = int((said.get("vison_config") or {}).get("patch_size", _PATCH))
        return InfMllm2ImageProcessor(
            hd_num=int(said.get("hd_num", MAX_TILES)),
            tile_size=side,
            tile_tokens=side // patch // _MERGE,
        )
    except (TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise EngineError(
            f"{folder / 'config.json'}: hd_num, image_size_img or vison_config cannot be read "
            f"({error}); fetch it again"
        ) from error
