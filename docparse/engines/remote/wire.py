"""The wire format of OpenAI-compatible servers: a prompt to a request, an answer to a reply.

Knows no HTTP.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from PIL.Image import Image
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from docparse.engines.prompt import Prompt, Reply
from docparse.errors import RemoteError

Parameter = Literal["response_format", "repetition_penalty", "temperature", "max_tokens"]
"""What some servers do not take; `max_tokens` has another name there, the rest is left out."""

_MAX_PNG_BYTES = 3 << 20
_JPEG_QUALITY = 92
_JPEG_MAX_SIDE = 65_500


@dataclass(frozen=True)
class ChatRequest:
    """A prompt with its images encoded, ready to be sent in the manner a server takes.

    Attributes:
        prompt: What is asked.
        model: Name of the model.
        urls: The images as data URLs.
    """

    prompt: Prompt
    model: str
    urls: tuple[str, ...]

    @classmethod
    def of(cls, prompt: Prompt, model: str) -> ChatRequest:
        """Encode the images of a prompt."""
        return cls(prompt, model, tuple(data_url(image) for image in prompt.images))

    def parameters(self, refused: frozenset[Parameter]) -> frozenset[Parameter]:
        """Return what is sent of that which a server may refuse."""
        sampling = self.prompt.sampling
        wanted: set[Parameter] = {"temperature", "max_tokens"}
        if self.prompt.json_schema is not None:
            wanted.add("response_format")
        if sampling.repetition_penalty != 1.0:
            wanted.add("repetition_penalty")
        return frozenset(wanted - refused)

    def body(self, refused: frozenset[Parameter] = frozenset()) -> bytes:
        """Return the JSON of the request, without what the server refuses."""
        sent = self.parameters(refused)
        sampling = self.prompt.sampling
        limit = "max_tokens" if "max_tokens" in sent else "max_completion_tokens"
        fields: dict[str, Any] = {
            "model": self.model,
            "messages": _messages(self.prompt, self.urls),
            limit: sampling.max_new_tokens,
        }
        if "temperature" in sent:
            fields["temperature"] = sampling.temperature
        if "repetition_penalty" in sent:
            fields["repetition_penalty"] = sampling.repetition_penalty
        if "response_format" in sent and self.prompt.json_schema is not None:
            # Not "strict": that refuses every schema with a field that may be missing.
            schema = {"name": "reply", "schema": dict(self.prompt.json_schema)}
            fields["response_format"] = {"type": "json_schema", "json_schema": schema}
        return json.dumps(fields).encode()


def data_url(image: Image) -> str:
    """Return an image as a data URL: PNG, or JPEG of quality 92 where PNG takes over 3 MiB."""
    shown = image if image.mode in ("RGB", "L") else image.convert("RGB")
    encoded = BytesIO()
    shown.save(encoded, "PNG", compress_level=4)
    kind = "png"
    if encoded.tell() > _MAX_PNG_BYTES and max(shown.size) <= _JPEG_MAX_SIDE:
        encoded = BytesIO()
        shown.save(encoded, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        kind = "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(encoded.getvalue()).decode('ascii')}"


def read_reply(body: bytes) -> Reply | RemoteError:
    """Read the answer of `/chat/completions`; an error when the model said nothing to be used."""
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the answer"
        return RemoteError(f"the answer is no chat completion ({where}: {first['msg']})")
    if not completion.choices:
        return RemoteError("the answer holds no reply: its choices are empty")
    choice, usage = completion.choices[0], completion.usage or _Usage()
    text = choice.message.text
    if choice.finish_reason in ("content_filter", "abort", "error"):
        return RemoteError(f"the server ended the reply: finish_reason {choice.finish_reason!r}")
    if text is None:
        return RemoteError(_no_content(choice))
    return Reply(
        text=text,
        finish="length" if choice.finish_reason == "length" else "stop",
        prompt_tokens=usage.prompt_tokens,
        new_tokens=usage.completion_tokens,
    )


def read_models(body: bytes) -> tuple[str, ...] | None:
    """Read the answer of `/models`: names, or None when it is something else."""
    try:
        return tuple(model.id for model in _Models.model_validate_json(body).data)
    except ValidationError:
        return None


def is_json(body: bytes) -> bool:
    """Return whether all of it is there; half a reply is not JSON."""
    try:
        from_json(body)
    except ValueError:
        return False
    return True


class _Part(BaseModel):
    type: str = "text"
    text: str | None = None


class _Message(BaseModel):
    content: str | list[_Part | str] | None = None
    refusal: str | None = None

    @property
    def text(self) -> str | None:
        """What was said: parts of other kinds, as thoughts, are left out."""
        if self.content is None or isinstance(self.content, str):
            return self.content
        parts = [part if isinstance(part, str) else _said(part) for part in self.content]
        texts = [text for text in parts if text is not None]
        return "".join(texts) if texts else None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Completion(BaseModel):
    choices: list[_Choice]
    usage: _Usage | None = None


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Model]


def _said(part: _Part) -> str | None:
    return part.text if part.type in ("text", "output_text") else None


def _no_content(choice: _Choice) -> str:
    if choice.message.refusal:
        return f"the model refused: {choice.message.refusal}"
    if choice.finish_reason == "length":
        return (
            "no content before the limit of the reply; raise max_new_tokens, or turn thinking off"
        )
    return f"the reply has no content (finish_reason {choice.finish_reason!r})"


def _messages(prompt: Prompt, urls: Sequence[str]) -> list[dict[str, Any]]:
    """Return the turns; the images stand before the first question."""
    questions = [*(turn.question for turn in prompt.history), prompt.question]
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": _shown(questions[0], urls)},
    ]
    for turn, question in zip(prompt.history, questions[1:], strict=True):
        messages.append({"role": "assistant", "content": turn.answer})
        messages.append({"role": "user", "content": question})
    return messages


def _shown(question: str, urls: Sequence[str]) -> str | list[dict[str, Any]]:
    if not urls:
        return question
    images = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return [*images, {"type": "text", "text": question}]
