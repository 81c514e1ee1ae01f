"""Writing many texts side by side gives each what it would be alone."""

from __future__ import annotations

import pytest
import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from docparse.models.infmllm2 import decoding
from docparse.models.infmllm2.decoding import Decoder, Draw, Written

VOCABULARY = 97
END = 5


@pytest.fixture(scope="module")
def model() -> Qwen2ForCausalLM:
    torch.manual_seed(7)
    config = Qwen2Config(
        vocab_size=VOCABULARY,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=4096,
        bos_token_id=None,
        eos_token_id=END,
        initializer_range=0.4,
    )
    return Qwen2ForCausalLM(config).eval()


def prompts(count: int, seed: int = 0) -> list[torch.Tensor]:
    noise = torch.Generator().manual_seed(seed)
    return [
        torch.randint(6, VOCABULARY, (3 + 7 * number % 23,), generator=noise)
        for number in range(count)
    ]


def alone(model: Qwen2ForCausalLM, prompt: torch.Tensor, new: int, **how: float) -> list[int]:
    """What transformers' own loop writes, one prompt at a time."""
    with torch.no_grad():
        out = model.generate(
            prompt[None], max_new_tokens=new, do_sample=False, pad_token_id=0, **how
        )
    return out[0, len(prompt) :].tolist()


def decoder(model: Qwen2ForCausalLM, slots: int, length: int = 128, seed: int = 0) -> Decoder:
    return Decoder(
        model.model, model.lm_head, slots=slots, length=length, end_tokens=[END], seed=seed
    )


def embedded(model: Qwen2ForCausalLM, prompt: torch.Tensor) -> torch.Tensor:
    return model.get_input_embeddings()(prompt).detach()


def write(
    model: Qwen2ForCausalLM, loop: Decoder, jobs: list[tuple[torch.Tensor, Draw]]
) -> list[Written]:
    """Run jobs through the slots, filling each as soon as it is free."""
    waiting, homes, done = list(enumerate(jobs)), {}, {}
    while waiting or loop.busy:
        while waiting and loop.free:
            number, (prompt, draw) = waiting.pop(0)
            homes[loop.admit(embedded(model, prompt), draw)] = number
        loop.step()
        for slot, text in loop.finished().items():
            done[homes.pop(slot)] = text
    return [done[number] for number in range(len(jobs))]


def test_texts_side_by_side_are_what_each_is_alone(model: Qwen2ForCausalLM) -> None:
    asked = [(prompt, Draw(max_new_tokens=11 + 5 * n)) for n, prompt in enumerate(prompts(7))]
    texts = write(model, decoder(model, slots=3), asked)
    for (prompt, draw), text in zip(asked, texts, strict=True):
        expected = alone(model, prompt, draw.max_new_tokens)
        assert list(text.tokens) == [token for token in expected if token != END]
        assert text.ended == (END in expected)
    assert {text.ended for text in texts} == {True, False}


def test_reply_longer_than_a_window_goes_on_unchanged(
    model: Qwen2ForCausalLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "WINDOW", 64)
    endless = Decoder(model.model, model.lm_head, slots=2, length=300, end_tokens=[])
    (prompt,) = prompts(1)
    (text,) = write(model, endless, [(prompt, Draw(max_new_tokens=150))])
    expected = model.generate(
        prompt[None], max_new_tokens=150, do_sample=False, eos_token_id=-1, pad_token_id=0
    )
    assert list(text.tokens) == expected[0, len(prompt) :].tolist()


def test_penalty_is_that_of_transformers_without_the_prompt(model: Qwen2ForCausalLM) -> None:
    (prompt,) = prompts(1, seed=3)
    loop = Decoder(model.model, model.lm_head, slots=1, length=128, end_tokens=[])
    (text,) = write(model, loop, [(prompt, Draw(max_new_tokens=30, repetition_penalty=1.7))])
    ids, written = prompt.tolist(), []
    for _ in range(30):
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0, -1]
        for token in set(written):
            logits[token] = logits[token] / 1.7 if logits[token] > 0 else logits[token] * 1.7
        written.append(int(logits.argmax()))
        ids.append(written[-1])
    assert list(text.tokens) == written


def test_warm_texts_follow_the_seed(model: Qwen2ForCausalLM) -> None:
    jobs = [(prompt, Draw(temperature=1.0, max_new_tokens=20)) for prompt in prompts(3)]
    first, again, other = (write(model, decoder(model, 3, seed=s), jobs) for s in (1, 1, 2))
    assert first == again
    assert first != other


def test_cold_texts_beside_warm_ones_stay_cold(model: Qwen2ForCausalLM) -> None:
    one, two = prompts(2)
    jobs = [(one, Draw(max_new_tokens=15)), (two, Draw(temperature=2.0, max_new_tokens=15))]
    cold, _ = write(model, decoder(model, slots=2), jobs)
    assert list(cold.tokens) == [t for t in alone(model, one, 15) if t != END]


def test_warm_tokens_are_drawn_as_often_as_their_chances_say(model: Qwen2ForCausalLM) -> None:
    (prompt,) = prompts(1, seed=9)
    with torch.no_grad():
        chances = torch.softmax(model(prompt[None]).logits[0, -1] / 0.7, -1)
    loop = decoder(model, slots=1)
    counts = torch.zeros(VOCABULARY)
    for _ in range(400):
        slot = loop.admit(embedded(model, prompt), Draw(temperature=0.7, max_new_tokens=1))
        written = loop.finished()[slot]
        counts[written.tokens[0] if written.tokens else END] += 1
    assert (counts / 400 - chances).abs().max() < 0.08


def test_prompt_that_fills_a_slot_is_refused(model: Qwen2ForCausalLM) -> None:
    loop = decoder(model, slots=1, length=8)
    with pytest.raises(ValueError, match="8 tokens leaves no room in 8"):
        loop.admit(torch.zeros(8, 32), Draw())


def test_reply_ends_where_its_slot_does(model: Qwen2ForCausalLM) -> None:
    loop = Decoder(model.model, model.lm_head, slots=1, length=12, end_tokens=[])
    (text,) = write(model, loop, [(prompts(1)[0][:3], Draw(max_new_tokens=100))])
    assert len(text.tokens) == 9
    assert not text.ended


def test_no_more_texts_than_slots(model: Qwen2ForCausalLM) -> None:
    loop = decoder(model, slots=1)
    loop.admit(embedded(model, prompts(1)[0]), Draw())
    with pytest.raises(ValueError, match="all slots are in use"):
        loop.admit(embedded(model, prompts(1)[0]), Draw())
