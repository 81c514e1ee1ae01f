"""The remote engine against real servers in threads: they answer, refuse, stall, flood and lie."""

from __future__ import annotations

import logging
import random
import threading
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from docparse.engines.prompt import Prompt, Reply, Sampling
from docparse.engines.remote import RemoteEngine, RetryPolicy, Usage
from docparse.errors import EngineError, RemoteError
from docparse.tasks.base import Turn
from tests.engines.servers import (
    OWN_CERTIFICATE,
    HttpServer,
    ModelServer,
    Recorded,
    ScriptedServer,
    Step,
    image_of,
    jsonic,
    listed,
    refused,
    said,
)

KEY = "sk-5ecret/Key+42"
HELLO = Prompt(question="Hello?")
SCHEMA = {"type": "object", "properties": {"total": {"type": "number"}}}


def engine(server: HttpServer, *, waits: list[float] | None = None, **how: Any) -> RemoteEngine:
    """Open an engine that writes its waits down instead of waiting, and never draws lots."""
    noted = [] if waits is None else waits
    policy = RetryPolicy(retries=how.get("retries", 2), sleep=noted.append, draw=lambda: 1.0)
    how.setdefault("policy", policy)
    return RemoteEngine(**{"base_url": server.url, "model": "m", "timeout_s": 5.0, **how})


def outcomes(server: HttpServer, *prompts: Prompt, **how: Any) -> list[Reply | EngineError]:
    with engine(server, **how) as opened:
        return opened.generate(prompts or [HELLO])


def reply(server: HttpServer, prompt: Prompt = HELLO, **how: Any) -> Reply:
    (outcome,) = outcomes(server, prompt, **how)
    assert isinstance(outcome, Reply), outcome
    return outcome


def error(server: HttpServer, prompt: Prompt = HELLO, **how: Any) -> RemoteError:
    (outcome,) = outcomes(server, prompt, **how)
    assert isinstance(outcome, RemoteError), outcome
    return outcome


def sent(prompt: Prompt, **how: Any) -> Any:
    """Return the JSON that a prompt is sent as."""
    with ScriptedServer(said("yes")) as server:
        reply(server, prompt, **how)
        return server.requests[0].json


def echo(request: Recorded) -> Step:
    return said(request.question)


def noise(side: int) -> Image.Image:
    return Image.frombytes("RGB", (side, side), random.Random(7).randbytes(3 * side * side))


# What is sent


def test_question_is_sent_as_one_user_message() -> None:
    assert sent(HELLO) == {
        "model": "m",
        "messages": [{"role": "user", "content": "Hello?"}],
        "max_tokens": 4096,
        "temperature": 0.0,
    }


def test_images_stand_before_the_first_question_and_turns_follow() -> None:
    red, blue = Image.new("RGB", (3, 2), "red"), Image.new("RGB", (2, 3), "blue")
    history = (Turn("What is it?", "An invoice."), Turn("Of whom?", "Of Ada."))
    messages = sent(Prompt(question="The total?", images=(red, blue), history=history))["messages"]
    first = messages[0]["content"]
    assert [part["type"] for part in first] == ["image_url", "image_url", "text"]
    assert first[2]["text"] == "What is it?"
    for part, image in zip(first, (red, blue), strict=False):
        assert part["image_url"]["url"].startswith("data:image/png;base64,")
        assert ImageChops.difference(image_of(part["image_url"]["url"]), image).getbbox() is None
    assert [(message["role"], message["content"]) for message in messages[1:]] == [
        ("assistant", "An invoice."),
        ("user", "Of whom?"),
        ("assistant", "Of Ada."),
        ("user", "The total?"),
    ]


def test_image_too_large_as_png_goes_as_jpeg_that_looks_the_same() -> None:
    picture = noise(150).resize((1500, 1500), Image.Resampling.BICUBIC)
    messages = sent(Prompt(question="?", images=(picture,)))["messages"]
    url = messages[0]["content"][0]["image_url"]["url"]
    assert url.startswith("data:image/jpeg;base64,")
    difference = ImageChops.difference(image_of(url), picture).resize((1, 1), Image.Resampling.BOX)
    assert max(difference.getpixel((0, 0))) <= 3  # type: ignore[arg-type, type-var]


def test_pictures_in_other_modes_are_sent_as_rgb() -> None:
    messages = sent(Prompt(question="?", images=(Image.new("CMYK", (4, 4)),)))["messages"]
    assert image_of(messages[0]["content"][0]["image_url"]["url"]).mode == "RGB"


def test_sampling_and_schema_are_sent_where_they_say_something() -> None:
    sampling = Sampling(temperature=0.6, repetition_penalty=1.1, max_new_tokens=99)
    request = sent(Prompt(question="?", json_schema=SCHEMA, sampling=sampling))
    assert request["temperature"] == 0.6
    assert request["repetition_penalty"] == 1.1
    assert request["max_tokens"] == 99
    assert request["response_format"]["type"] == "json_schema"
    assert request["response_format"]["json_schema"]["schema"] == SCHEMA


def test_key_is_sent_as_bearer_token_and_only_when_there_is_one() -> None:
    with ScriptedServer(said("yes")) as server:
        reply(server, api_key=f" {KEY}\n")
        reply(server, api_key="")
    with_key, without = server.requests
    assert with_key.headers["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in without.headers


# What comes back


def test_reply_has_its_text_and_the_tokens_it_cost() -> None:
    with ScriptedServer(said("# Title", prompt_tokens=12, new_tokens=4)) as server:
        assert reply(server) == Reply(text="# Title", prompt_tokens=12, new_tokens=4)


def test_reply_that_was_cut_off_says_so() -> None:
    with ScriptedServer(said("| a | b", finish="length")) as server:
        assert reply(server).finish == "length"


def test_content_in_parts_is_joined_and_thoughts_are_left_out() -> None:
    parts = [
        {"type": "thinking", "text": "hm"},
        {"type": "text", "text": "Forty"},
        {"type": "text", "text": "-two"},
    ]
    with ScriptedServer(said(parts)) as server:
        assert reply(server).text == "Forty-two"


def test_reply_without_usage_is_a_reply() -> None:
    body = {"choices": [{"message": {"content": "42", "reasoning_content": "long"}}]}
    with ScriptedServer(jsonic(200, body)) as server:
        assert reply(server) == Reply(text="42")


@pytest.mark.parametrize(
    ("step", "what"),
    [
        (said(None), "no content"),
        (said(None, finish="length"), "raise max_new_tokens"),
        (said("half of", finish="content_filter"), "content_filter"),
        (jsonic(200, {"choices": []}), "choices are empty"),
        (jsonic(200, {"error": {"message": "the backend is gone"}}), "the backend is gone"),
        (jsonic(200, [1, 2]), "no chat completion"),
        (jsonic(200, {"choices": [{"message": {"refusal": "I must not"}}]}), "I must not"),
    ],
)
def test_answer_without_a_usable_reply_is_an_error_in_its_place(step: Step, what: str) -> None:
    with HttpServer(lambda request: step if request.question == "bad" else echo(request)) as server:
        first, bad, last = outcomes(
            server, Prompt(question="1"), Prompt(question="bad"), Prompt(question="3")
        )
    assert (first, last) == (
        Reply(text="1", prompt_tokens=7, new_tokens=3),
        Reply(text="3", prompt_tokens=7, new_tokens=3),
    )
    assert isinstance(bad, RemoteError)
    assert what in str(bad)


# The model


def test_only_model_of_the_server_is_asked_when_none_is_named() -> None:
    with ModelServer(lambda images, messages: ("yes", "stop"), models=("only",)) as server:
        with engine(server, model=None) as opened:
            opened.generate([HELLO])
            opened.generate([HELLO])
        paths = [request.path for request in server.requests]
        assert paths == ["/v1/models", "/v1/chat/completions", "/v1/chat/completions"]
        assert server.requests[1].json["model"] == "only"


@pytest.mark.parametrize(
    ("step", "what"),
    [
        (listed("a", "b"), "lists 2 models: a, b; choose one by model="),
        (listed(), "lists no model"),
        (jsonic(200, {"hello": "world"}), "answers with no list"),
        (refused(404, "no such route"), r"answered 404 \(Not Found\): no such route"),
    ],
)
def test_choice_of_the_model_is_asked_for_when_it_is_not_clear(step: Step, what: str) -> None:
    with ScriptedServer(step) as server, pytest.raises(EngineError, match=what):
        outcomes(server, model=None)


def test_unknown_model_is_refused_with_those_there_are() -> None:
    with (
        ModelServer(lambda images, messages: ("yes", "stop"), models=("tiny", "small")) as server,
        pytest.raises(RemoteError, match="it lists 2 models: tiny, small") as raised,
    ):
        outcomes(server, model="huge")
    assert status_of(raised.value) == 404


def test_model_server_shows_its_model_what_was_sent() -> None:
    def answer(images: list[Image.Image], messages: list[dict[str, Any]]) -> tuple[str, str]:
        return f"{images[0].size} after {len(messages)} turns", "length"

    picture = Image.new("RGB", (5, 4), "white")
    prompt = Prompt(question="And?", images=(picture,), history=(Turn("What?", "A page."),))
    with ModelServer(answer, api_key=KEY) as server:
        heard = reply(server, prompt, model=None, api_key=KEY)
    assert (heard.text, heard.finish, heard.new_tokens) == (
        "(5, 4) after 3 turns",
        "length",
        5,
    )


# Several at once


def test_replies_stand_in_the_order_of_the_prompts_whatever_the_order_they_come_in() -> None:
    def later_first(request: Recorded) -> Step:
        step = said(request.question)
        return Step(
            body=step.body, headers=step.headers, delay_s=0.02 * (4 - int(request.question))
        )

    prompts = [Prompt(question=str(number)) for number in range(5)]
    with HttpServer(later_first) as server:
        heard = outcomes(server, *prompts, concurrency=5)
    assert [one.text for one in heard if isinstance(one, Reply)] == ["0", "1", "2", "3", "4"]


def test_so_many_requests_are_under_way_at_once_and_no_more() -> None:
    together = threading.Barrier(3)

    def wait_for_two_others(request: Recorded) -> Step:
        together.wait(timeout=5)
        return echo(request)

    with HttpServer(wait_for_two_others) as server:
        heard = outcomes(server, *[HELLO] * 9, concurrency=3)
        assert server.most_at_once == 3
        assert len({request.peer for request in server.requests}) == 3  # connections are kept
    assert all(isinstance(one, Reply) for one in heard)


def test_engine_is_shared_by_threads_and_counts_right() -> None:
    with HttpServer(echo) as server, engine(server, concurrency=4) as opened:
        prompts = [Prompt(question=str(number)) for number in range(10)]
        threads = [threading.Thread(target=opened.generate, args=(prompts,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert opened.usage == Usage(requests=40, retries=0, prompt_tokens=280, new_tokens=120)
        assert server.most_at_once <= 4


def test_no_prompts_ask_nobody() -> None:
    with ScriptedServer(said("yes")) as server, engine(server, model=None) as opened:
        assert opened.generate([]) == []
        assert server.requests == []


def test_closed_engine_says_so() -> None:
    with ScriptedServer(said("yes")) as server:
        opened = engine(server)
        opened.close()
        opened.close()
        with pytest.raises(EngineError, match="closed"):
            opened.generate([HELLO])


# Trying again


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_passing_trouble_is_tried_again_after_longer_and_longer_waits(status: int) -> None:
    waits: list[float] = []
    steps = [*[refused(status, "busy")] * 3, said("at last")]
    with ScriptedServer(*steps) as server, engine(server, waits=waits, retries=3) as opened:
        (heard,) = opened.generate([HELLO])
        assert opened.usage == Usage(requests=4, retries=3, prompt_tokens=7, new_tokens=3)
    assert isinstance(heard, Reply)
    assert waits == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    "step",
    [
        Step(ends="unsent"),
        Step(body=said("whole").body, ends="half"),
        Step(body=b'{"choices": [{"mess'),
        Step(body=b""),
    ],
    ids=["closed", "half of the bytes", "half of the JSON", "empty"],
)
def test_broken_answer_is_tried_again(step: Step) -> None:
    waits: list[float] = []
    with ScriptedServer(step, said("whole")) as server:
        assert reply(server, waits=waits).text == "whole"
    assert len(waits) == 1


def test_silence_is_tried_again() -> None:
    slow = Step(body=said("late").body, delay_s=2.0)
    with ScriptedServer(slow, said("in time")) as server:
        assert reply(server, timeout_s=0.15).text == "in time"


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_refused_request_is_not_tried_again_and_an_error_in_its_place(status: int) -> None:
    def answer(request: Recorded) -> Step:
        return refused(status, "4242 tokens too long") if "x" in request.question else echo(request)

    with HttpServer(answer) as server:
        bad, good = outcomes(server, Prompt(question="xxx"), HELLO)
        assert len(server.requests) == 2
    assert isinstance(good, Reply)
    assert isinstance(bad, RemoteError)
    assert status_of(bad) == status
    assert f"answered {status}" in str(bad)
    assert "4242 tokens too long" in str(bad)


def test_too_long_request_is_told_what_to_do() -> None:
    with ScriptedServer(refused(400, "maximum context length is 32768 tokens")) as server:
        assert "show smaller images or lower max_new_tokens" in str(error(server))


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("3", 3.5),
        (" 0 ", 0.5),
        ("86400", 60.5),
        ("soon", 0.5),
        ("-5", 0.5),
        (format_datetime(datetime(2031, 1, 1, 12, 0, 9, tzinfo=UTC), usegmt=True), 9.5),
        (format_datetime(datetime(2030, 1, 1, tzinfo=UTC), usegmt=True), 0.5),
        (format_datetime(datetime(2040, 1, 1, tzinfo=UTC), usegmt=True), 60.5),
    ],
)
def test_server_may_say_how_long_to_wait_within_reason(header: str, wait: float) -> None:
    waits: list[float] = []
    policy = RetryPolicy(
        sleep=waits.append,
        draw=lambda: 1.0,
        now=lambda: datetime(2031, 1, 1, 12, tzinfo=UTC),
    )
    with ScriptedServer(refused(429, "slowly", ("Retry-After", header)), said("yes")) as server:
        reply(server, policy=policy)
    assert waits == [pytest.approx(wait)]


def test_waits_are_drawn_between_nothing_and_a_bound_that_doubles_up_to_a_limit() -> None:
    waits: list[float] = []
    policy = RetryPolicy(
        retries=8, first_s=1.0, longest_s=20.0, sleep=waits.append, draw=random.Random(5).random
    )
    with ScriptedServer(*[refused(503, "busy")] * 8, said("yes")) as server:
        reply(server, policy=policy)
    drawn = random.Random(5)
    assert waits == [drawn.random() * bound for bound in (1, 2, 4, 8, 16, 20, 20, 20)]


def test_retries_come_to_an_end() -> None:
    with ScriptedServer(refused(503, "overloaded")) as server, engine(server) as opened:
        with pytest.raises(RemoteError, match=r"answered 503.*: overloaded in 3 tries") as raised:
            opened.generate([HELLO])
        assert opened.usage.requests == 3
    assert status_of(raised.value) == 503


def test_no_retries_is_one_try() -> None:
    with ScriptedServer(refused(500, "oops"), said("yes")) as server:
        with engine(server, policy=None, retries=0) as opened:
            opened.generate([HELLO, HELLO])
        assert [request.path for request in server.requests].count("/v1/chat/completions") == 2


# Bounds


@pytest.mark.parametrize("drips", ["head", "body"])
def test_server_that_drips_does_not_hold_a_request_for_ever(drips: Any) -> None:
    step = Step(body=said("x" * 500).body, drip_s=0.02, drips=drips)
    with ScriptedServer(step) as server:
        start = time.monotonic()
        told = error(server, timeout_s=0.3, retries=0)
        assert time.monotonic() - start < 1.5
    assert "no whole answer within 0.3 s" in str(told)
    assert "raise timeout_s" in str(told)


def test_flood_is_cut_off() -> None:
    with ScriptedServer(Step(body=b" " * (1 << 20), ends="never")) as server:
        told = error(server)
        assert len(server.requests) == 1
    assert "larger than 16,777,216 bytes" in str(told)


def test_error_page_of_a_megabyte_gives_a_short_message() -> None:
    with ScriptedServer(Step(status=400, body=b"no! \x1b[31m" * 100_000)) as server:
        told = str(error(server))
    assert len(told) < 600
    assert told.isprintable()


def test_json_too_deep_to_read_is_an_error() -> None:
    with ScriptedServer(Step(status=400, body=b"[" * 50_000)) as server:
        assert "answered 400" in str(error(server))


# A server that cannot be asked at all


def test_server_that_is_away_raises_after_some_tries() -> None:
    with ScriptedServer(said("yes")) as server:
        url = server.url
    waits: list[float] = []
    policy = RetryPolicy(retries=2, sleep=waits.append)
    with (
        RemoteEngine(base_url=url, model="m", policy=policy) as opened,
        pytest.raises(RemoteError, match=r"no connection .* in 3 tries; check that the server"),
    ):
        opened.generate([HELLO])
    assert len(waits) == 2


@pytest.mark.parametrize(
    ("status", "hint"),
    [(401, "check api_key"), (403, "check api_key"), (404, "check base_url and model")],
)
def test_refusal_that_concerns_all_requests_raises_at_once(status: int, hint: str) -> None:
    with ScriptedServer(refused(status, "not you")) as server:
        with pytest.raises(RemoteError, match=hint) as raised:
            outcomes(server, *[HELLO] * 50, concurrency=1)
        assert [request.method for request in server.requests].count("POST") == 1
    assert status_of(raised.value) == status


def test_error_stops_the_requests_under_way_and_those_that_wait() -> None:
    def one_bad(request: Recorded) -> Step:
        if request.question == "bad":
            return Step(status=401, delay_s=0.05)
        return Step(body=said("late").body, delay_s=60)

    prompts = [Prompt(question="slow"), Prompt(question="bad"), *[HELLO] * 20]
    with HttpServer(one_bad) as server:
        start = time.monotonic()
        with pytest.raises(RemoteError, match="401"):
            outcomes(server, *prompts, concurrency=2, timeout_s=60)
        assert time.monotonic() - start < 1.5
        assert len(server.requests) <= 3


def test_wait_before_another_try_ends_when_the_rest_is_stopped() -> None:
    def answer(request: Recorded) -> Step:
        if request.question == "busy":
            return refused(503, "busy", ("Retry-After", "50"))
        return Step(status=401, delay_s=0.1)

    with HttpServer(answer) as server:
        start = time.monotonic()
        with pytest.raises(RemoteError, match="401"):
            outcomes(server, Prompt(question="busy"), HELLO, policy=None, retries=4)
        assert time.monotonic() - start < 1.5


def test_page_that_breaks_a_living_server_is_an_error_in_its_place() -> None:
    def fragile(request: Recorded) -> Step:
        return listed("m") if request.method == "GET" else refused(500, "worker died")

    with HttpServer(fragile) as server:
        assert "worker died" in str(error(server))


def test_page_that_breaks_the_server_costs_no_other_page() -> None:
    def fragile(request: Recorded) -> Step:
        return Step(ends="unsent") if request.question == "bad" else echo(request)

    with HttpServer(fragile) as server:
        bad, good = outcomes(server, Prompt(question="bad"), HELLO)
    assert isinstance(bad, RemoteError)
    assert "broke off" in str(bad)
    assert isinstance(good, Reply)


def test_server_that_turns_every_request_away_raises() -> None:
    def full(request: Recorded) -> Step:
        return listed("m") if request.method == "GET" else refused(429, "quota used up")

    with (
        HttpServer(full) as server,
        pytest.raises(RemoteError, match=r"quota used up.*concurrency"),
    ):
        outcomes(server, HELLO, HELLO)


def test_web_page_in_place_of_an_answer_raises() -> None:
    page = Step(body=b"<!DOCTYPE html><title>Welcome</title>")
    with ScriptedServer(page) as server, pytest.raises(RemoteError, match="with a web page"):
        outcomes(server)


def test_error_page_is_told_by_its_title() -> None:
    html = b"<html><head><title>502 Bad\nGateway</title></head><body><h1>nginx</h1></body></html>"
    told = r"answered 502 \(Bad Gateway\): 502 Bad Gateway in"
    step = Step(status=502, body=html)
    with ScriptedServer(step) as server, pytest.raises(RemoteError, match=told):
        outcomes(server)


def test_redirect_is_not_followed_and_the_key_goes_nowhere_else() -> None:
    with ScriptedServer(said("stolen")) as other:
        away = Step(status=307, headers=(("Location", f"{other.url}/v1/chat/completions"),))
        with ScriptedServer(away) as server, pytest.raises(RemoteError, match="not followed"):
            outcomes(server, api_key=KEY)
        assert other.requests == []


# What servers do not take


@pytest.mark.parametrize(
    "step",
    [
        refused(400, "response_format is not supported by this model"),
        jsonic(422, {"detail": [{"loc": ["body", "response_format"], "msg": "extra input"}]}),
        jsonic(400, {"error": {"message": "bad parameter", "param": "response_format"}}),
    ],
)
def test_server_that_enforces_no_schema_is_asked_without_and_it_is_remembered(step: Step) -> None:
    def answer(request: Recorded) -> Step:
        return step if "response_format" in request.json else said("{}")

    prompt = Prompt(question="?", json_schema=SCHEMA)
    waits: list[float] = []
    with HttpServer(answer) as server, engine(server, waits=waits) as opened:
        first, second = opened.generate([prompt]), opened.generate([prompt])
        guided = ["response_format" in request.json for request in server.requests]
        assert opened.usage.retries == 0
    assert guided == [True, False, False]
    assert [type(one) for one in first + second] == [Reply, Reply]
    assert waits == []


def test_schema_a_server_cannot_compile_costs_no_other_schema_its_guidance() -> None:
    odd = {"type": "string", "pattern": "(?<=x)y"}

    def answer(request: Recorded) -> Step:
        wanted = request.json.get("response_format", {}).get("json_schema", {}).get("schema")
        return refused(400, "Grammar error: look-behind") if wanted == odd else said("{}")

    with HttpServer(answer) as server, engine(server) as opened:
        for schema in (odd, SCHEMA):
            assert isinstance(opened.generate([Prompt(question="?", json_schema=schema)])[0], Reply)
        guided = ["response_format" in request.json for request in server.requests]
    assert guided == [True, False, True]


def test_each_parameter_a_server_does_not_take_is_left_out_or_renamed() -> None:
    def answer(request: Recorded) -> Step:
        complaints = {
            "repetition_penalty": "Unrecognized request argument supplied: repetition_penalty",
            "max_tokens": "'max_tokens' is not supported: use 'max_completion_tokens' instead.",
            "temperature": "'temperature' does not support 0.2; only the default (1) is supported.",
        }
        for name, complaint in complaints.items():
            if name in request.json:
                return refused(400, complaint)
        return said("yes")

    sampling = Sampling(temperature=0.2, repetition_penalty=1.05, max_new_tokens=77)
    with HttpServer(answer) as server:
        reply(server, Prompt(question="?", sampling=sampling))
        last = server.requests[-1].json
        assert len(server.requests) == 4
    assert {"repetition_penalty", "temperature", "max_tokens"}.isdisjoint(last)
    assert last["max_completion_tokens"] == 77


def test_complaint_about_length_turns_nothing_off() -> None:
    told = "'max_tokens' is too large: 4096. This model's maximum context length is 2048 tokens."
    with ScriptedServer(refused(400, told), said("{}")) as server:
        with engine(server) as opened:
            opened.generate([Prompt(question="?", json_schema=SCHEMA)])
            opened.generate([Prompt(question="?", json_schema=SCHEMA)])
        assert len(server.requests) == 2
        assert "response_format" in server.requests[1].json


def test_server_that_complains_about_what_was_not_sent_is_not_asked_again() -> None:
    with ScriptedServer(refused(400, "response_format is not supported")) as server:
        assert "response_format" in str(error(server))
        assert len(server.requests) == 1


# Secrets


@pytest.mark.parametrize("status", [400, 401, 500])
def test_key_is_shown_nowhere_even_when_the_server_echoes_it(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echoes = f"no such key: {KEY} (sk-5ecret%2FKey%2B42) " + "." * 225 + f" Bearer {KEY}"
    with ScriptedServer(refused(status, echoes), refused(status, echoes)) as server:
        opened = engine(server, api_key=KEY)
        with opened:
            try:
                (told,) = opened.generate([HELLO])
            except RemoteError as raised:
                told = raised
    shown = [str(told), repr(told), repr(opened), repr(vars(opened)), caplog.text]
    assert "no such key: *** (***)" in str(told)
    assert [text for text in shown if "5ecret" in text] == []


def test_key_in_a_complaint_that_is_logged_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    complaint = refused(400, f"key {KEY} may not use response_format")
    with ScriptedServer(complaint, said("{}")) as server:
        reply(server, Prompt(question="?", json_schema=SCHEMA), api_key=KEY)
    (record,) = [one for one in caplog.records if one.name.startswith("docparse")]
    assert record.levelname == "WARNING"
    assert "key *** may not use response_format" in record.getMessage()


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel"])
def test_key_no_header_can_carry_is_refused_unseen(key: str) -> None:
    with pytest.raises(EngineError, match="api_key holds a blank") as raised:
        RemoteEngine(base_url="http://h", api_key=key)
    assert key not in str(raised.value)


# The address and the way to it


@pytest.mark.parametrize(
    ("given", "root"),
    [
        ("http://localhost:8000", "http://localhost:8000/v1"),
        ("http://localhost:8000/", "http://localhost:8000/v1"),
        ("http://localhost:8000/v1", "http://localhost:8000/v1"),
        (" https://h/v1/ ", "https://h/v1"),
        ("https://h/v1/chat/completions", "https://h/v1"),
        ("https://h/llm", "https://h/llm/v1"),
        ("https://h/api/v3", "https://h/api/v3"),
        ("https://h/v1beta/openai/", "https://h/v1beta/openai"),
        ("http://[::1]:8000", "http://[::1]:8000/v1"),
    ],
)
def test_address_may_be_written_with_or_without_its_version(given: str, root: str) -> None:
    assert RemoteEngine(base_url=given).base_url == root


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("localhost:8000", "'localhost:8000' is no http or https URL; .*'http://localhost:8000'"),
        ("10.0.0.7:8000/v1", "write it like 'http://10.0.0.7:8000/v1'"),
        ("", "write it like 'http://localhost:8000'"),
        ("ftp://h/v1", "write it like 'http://h/v1'"),
        ("http://", "names no host"),
        ("http://h:port", "check its host and port"),
        ("http://[::1", "check its host and port"),
        ("http://bücher.example", "signs no address may have"),
        ("http://h/v1?key=1", "write it like 'http://h/v1'"),
    ],
)
def test_address_that_is_none_is_refused_with_how_to_write_it(given: str, what: str) -> None:
    with pytest.raises(EngineError, match=what):
        RemoteEngine(base_url=given)


@pytest.mark.parametrize(
    "given",
    [
        "http://ada:pass5ecret@h:8000",
        "ada:pass5ecret@h:8000",
        "http://ada:5ecret/x@h",
        "http://h/v1?key=5ecret",
    ],
)
def test_password_in_an_address_is_refused_unseen(given: str) -> None:
    with pytest.raises(EngineError) as raised:
        RemoteEngine(base_url=given)
    assert "5ecret" not in str(raised.value)


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ({"concurrency": 0}, "concurrency=0"),
        ({"timeout_s": 0}, "timeout_s=0"),
        ({"connect_timeout_s": -1}, "connect_timeout_s=-1"),
        ({"retries": -1}, "retries=-1"),
        ({"dialect": "klingon"}, "dialect='klingon'"),
        ({"proxy": "socks5://h:1"}, "proxy='socks5://h:1'"),
        ({"ca_file": "no/such/file.pem"}, "ca_file='no/such/file.pem'"),
    ],
)
def test_argument_of_no_use_is_refused_at_once(how: dict[str, Any], what: str) -> None:
    with pytest.raises(EngineError, match=what):
        RemoteEngine(base_url="http://h", **how)


def test_certificate_of_nobody_known_raises_without_another_try() -> None:
    waits: list[float] = []
    with ScriptedServer(said("yes"), tls=True) as server:
        with pytest.raises(RemoteError, match=r"no trusted connection .*ca_file"):
            outcomes(server, waits=waits)
        assert server.requests == []
    assert waits == []


def test_server_with_a_certificate_of_its_own_is_trusted_by_its_authority(tmp_path: Path) -> None:
    authority = tmp_path / "own.pem"
    authority.write_text(OWN_CERTIFICATE.partition("-----BEGIN PRIVATE")[0], encoding="ascii")
    late = said("in time")
    step = Step(body=late.body, headers=late.headers, delay_s=0.25)  # over a slice of waiting
    with ScriptedServer(step, tls=True) as server:
        assert reply(server, ca_file=authority).text == "in time"


def test_https_to_a_server_without_it_raises() -> None:
    told = r"no trusted connection .*http or https\?"
    with ScriptedServer(said("yes")) as server, pytest.raises(RemoteError, match=told):
        outcomes(server, base_url=server.url.replace("http:", "https:"))


def test_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(said("proxied")) as proxy, ScriptedServer(said("direct")) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert reply(server).text == "direct"
        assert proxy.requests == []


def test_proxy_that_is_named_is_used_and_its_password_shown_nowhere() -> None:
    with ScriptedServer(said("proxied"), refused(400, "p%40ss5ecret p@ss5ecret")) as proxy:
        through = proxy.url.replace("://", "://ada:p%40ss5ecret@")
        with engine(proxy, base_url="http://far.example", proxy=through) as opened:
            (heard,), (told,) = opened.generate([HELLO]), opened.generate([HELLO])
        request = proxy.requests[0]
    assert isinstance(heard, Reply)
    assert request.path == "http://far.example/v1/chat/completions"
    assert request.headers["host"] == "far.example"
    assert request.headers["proxy-authorization"].startswith("Basic ")
    assert "5ecret" not in str(told) + repr(vars(opened))


def status_of(error: RemoteError) -> int | None:
    status: int | None = getattr(error, "status", None)
    return status
