"""Checkpoints: every tensor has one place, every place one tensor, and what is amiss is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor
from transformers import (
    AutoConfig,
    AutoImageProcessor,
    AutoModelForImageTextToText,
    AutoProcessor,
)
from typer.testing import CliRunner

from docparse.cli import app
from docparse.errors import EngineError
from docparse.models.infmllm2 import register
from docparse.models.infmllm2.checkpoint import empty_network
from docparse.models.infmllm2.configuration import preset
from docparse.models.infmllm2.image_processing import InfMllm2ImageProcessor
from docparse.models.infmllm2.processing import InfMllm2Processor
from docparse.models.infmllm2.tiny import (
    byte_processor,
    published_config,
    published_names,
    tiny_model,
    write_shards,
    write_tiny_checkpoint,
    write_tiny_published,
)
from docparse.models.infmllm2.weights import check_weights, convert_weights, load_weights

PREFIXES = ["", "model.", "module.", "base_model.model.", "a.b.c."]
Tensors = dict[str, Tensor]


def write_published(folder: Path, tensors: Tensors, shards: int = 2, **said: object) -> Path:
    """A tiny published folder with other tensors or settings than it should have."""
    write_tiny_published(folder, shards=shards)
    for file in folder.glob("*.safetensors"):
        file.unlink()
    write_shards(folder, tensors, shards)
    config = {**published_config(preset("tiny")), **said}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return folder


def assert_same_weights(loaded: Any, expected: Any) -> None:
    theirs = expected.state_dict()
    ours = loaded.state_dict()
    assert ours.keys() == theirs.keys()
    for name, weight in theirs.items():
        assert torch.equal(ours[name], weight), name


def sparse_shard(file: Path, tensors: dict[str, tuple[str, tuple[int, ...]]]) -> None:
    """A safetensors file with a true header and a hole where the weights would be."""
    header: dict[str, Any] = {}
    end = 0
    for name, (dtype, shape) in tensors.items():
        size = {"BF16": 2, "F32": 4}[dtype] * torch.Size(shape).numel()
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + size]}
        end += size
    written = json.dumps(header).encode()
    with file.open("wb") as stream:
        stream.write(len(written).to_bytes(8, "little") + written)
        stream.truncate(8 + len(written) + end)


def test_full_size_checkpoint_comes_out_even(tmp_path: Path) -> None:
    config = preset("7b")
    tensors = {
        name: ("BF16" if "lm_model" in name else "F32", tuple(tensor.shape))
        for name, tensor in published_names(empty_network(config)).items()
    }
    names = sorted(tensors)
    assert len(names) == 736
    homes = {}
    for number in range(4):
        file = tmp_path / f"model-{number + 1:05}-of-00004.safetensors"
        sparse_shard(file, {name: tensors[name] for name in names[number::4]})
        homes |= dict.fromkeys(names[number::4], file.name)
    index = json.dumps({"weight_map": homes})
    (tmp_path / "model.safetensors.index.json").write_text(index, "utf-8")
    (tmp_path / "config.json").write_text(json.dumps(published_config(config)), "utf-8")

    report = check_weights(tmp_path)

    assert report.complete, report.describe()
    assert report.tensors == 736
    assert report.accounting.prefixes == {
        "model.": 2,
        "model.encoder_img.vision_tower.vision_model.": 391,
        "model.lm_model.": 1,
        "model.lm_model.model.": 338,
    }
    # 16.55 GB are published: the language model in half precision, the rest in single.
    assert sum(report.bytes_by_dtype.values()) / 1e9 == pytest.approx(16.55, abs=0.02)
    assert report.bytes_by_dtype["BF16"] / 2e9 == pytest.approx(7.616, abs=0.001)


@pytest.mark.parametrize("shards", [1, 5])
@pytest.mark.parametrize("prefix", PREFIXES)
def test_published_checkpoint_is_loaded_under_any_prefix(
    tmp_path: Path, prefix: str, shards: int
) -> None:
    write_tiny_published(tmp_path, prefix=prefix, shards=shards)
    assert check_weights(tmp_path).complete
    assert_same_weights(load_weights(tmp_path), tiny_model())


def test_shards_need_no_order(tmp_path: Path) -> None:
    named = published_names(tiny_model())
    backwards = dict(sorted(named.items(), key=lambda item: item[0][::-1]))
    write_published(tmp_path, backwards, shards=7)
    assert_same_weights(load_weights(tmp_path), tiny_model())


def test_parts_may_have_prefixes_of_their_own(tmp_path: Path) -> None:
    named = {
        f"net.{name}" if "vision" in name else name: tensor
        for name, tensor in published_names(tiny_model(), "").items()
    }
    named["net.vision_tower.position_ids"] = torch.arange(5)[None]
    write_published(tmp_path, named)
    report = check_weights(tmp_path)
    assert report.complete, report.describe()
    assert [tensor.name for tensor in report.accounting.ignored] == [
        "net.vision_tower.position_ids"
    ]
    assert_same_weights(load_weights(tmp_path), tiny_model())


def drop(tensors: Tensors) -> None:
    del tensors["model.lm_model.model.layers.1.mlp.up_proj.weight"]


def reshape(tensors: Tensors) -> None:
    name = "model.lm_model.model.norm.weight"
    tensors[name] = tensors[name][:-1].clone()


def add(tensors: Tensors) -> None:
    tensors["model.q_former.query"] = torch.ones(3, 4)


def double(tensors: Tensors) -> None:
    tensors["other.lm_model.model.norm.weight"] = torch.ones(4)


def drop_bias(tensors: Tensors) -> None:
    del tensors["model.proj.0.bias"]


@pytest.mark.parametrize(
    ("change", "missing", "left_over", "wrong"),
    [
        (drop, ["text_model.layers.1.mlp.up_proj.weight"], [], []),
        (reshape, [], [], ["model.lm_model.model.norm.weight"]),
        (add, [], ["model.q_former.query"], []),
        (double, [], ["other.lm_model.model.norm.weight"], []),
        (
            drop_bias,
            ["projector.layers.0.weight", "projector.layers.0.bias"],
            ["model.proj.0.weight"],
            [],
        ),
    ],
)
def test_what_does_not_come_out_even_is_named(
    tmp_path: Path,
    change: Callable[[Tensors], None],
    missing: list[str],
    left_over: list[str],
    wrong: list[str],
) -> None:
    tensors = published_names(tiny_model())
    change(tensors)
    write_published(tmp_path, tensors)
    report = check_weights(tmp_path)
    assert not report.complete
    assert list(report.missing) == missing
    assert list(report.left_over) == left_over
    assert [said.split()[0] for said in report.wrong] == wrong
    with pytest.raises(EngineError, match="no whole checkpoint") as caught:
        load_weights(tmp_path)
    for name in missing + left_over + wrong:
        assert name in str(caught.value)
        assert name in report.describe()


ADAPTED = "model.lm_model.model.layers.0.self_attn.q_proj"


def with_adapter(tensors: Tensors, rank: int = 2) -> tuple[Tensor, Tensor]:
    noise = torch.Generator().manual_seed(1)
    weight = tensors.pop(f"{ADAPTED}.weight")
    down = torch.randn(rank, weight.shape[1], generator=noise)
    up = torch.randn(weight.shape[0], rank, generator=noise)
    tensors[f"{ADAPTED}.base_layer.weight"] = weight
    bias = tensors.pop(f"{ADAPTED}.bias")
    tensors[f"{ADAPTED}.base_layer.bias"] = bias
    tensors[f"{ADAPTED}.lora_A.default.weight"] = down
    tensors[f"{ADAPTED}.lora_B.default.weight"] = up
    return down, up


def test_adapters_are_merged(tmp_path: Path) -> None:
    tensors = published_names(tiny_model())
    down, up = with_adapter(tensors)
    write_published(tmp_path, tensors, lora_alpha=6)
    report = check_weights(tmp_path)
    assert report.complete, report.describe()
    assert report.adapted == ("text_model.layers.0.self_attn.q_proj.weight",)
    merged = load_weights(tmp_path).text_model.layers[0].self_attn.q_proj.weight
    plain = tiny_model().text_model.layers[0].self_attn.q_proj.weight
    assert torch.allclose(merged, plain + 3.0 * (up @ down), atol=1e-6)


def test_adapter_without_its_other_half_is_left_over(tmp_path: Path) -> None:
    tensors = published_names(tiny_model())
    with_adapter(tensors)
    del tensors[f"{ADAPTED}.lora_B.default.weight"]
    write_published(tmp_path, tensors)
    assert check_weights(tmp_path).left_over == (f"{ADAPTED}.lora_A.default.weight",)


def test_adapter_needs_its_alpha(tmp_path: Path) -> None:
    tensors = published_names(tiny_model())
    with_adapter(tensors)
    write_published(tmp_path, tensors, lora_alpha=None)
    with pytest.raises(EngineError, match="lora_alpha"):
        load_weights(tmp_path)


@pytest.mark.parametrize("published", [True, False])
def test_converted_checkpoint_is_the_same_network(tmp_path: Path, published: bool) -> None:
    folder = tmp_path / "from"
    (write_tiny_published if published else write_tiny_checkpoint)(folder)
    convert_weights(folder, tmp_path / "to")
    report = check_weights(tmp_path / "to")
    assert report.complete
    assert report.format == "docparse"
    assert_same_weights(load_weights(tmp_path / "to"), tiny_model())
    question = "Read this page."
    tokenizer = type(byte_processor()).from_pretrained(tmp_path / "to").tokenizer
    assert tokenizer(question).input_ids == byte_processor().tokenizer(question).input_ids


def test_conversion_keeps_the_precision_of_each_weight(tmp_path: Path) -> None:
    tensors = {
        name: tensor.bfloat16() if "lm_model" in name else tensor
        for name, tensor in published_names(tiny_model()).items()
    }
    convert_weights(write_published(tmp_path / "from", tensors), tmp_path / "to")
    assert (
        check_weights(tmp_path / "to").bytes_by_dtype
        == check_weights(tmp_path / "from").bytes_by_dtype
    )
    loaded = load_weights(tmp_path / "to")
    assert loaded.text_model.norm.weight.dtype is torch.bfloat16
    assert loaded.projector.layers[0].weight.dtype is torch.float32


def test_conversion_leaves_nothing_half_done(tmp_path: Path) -> None:
    tensors = published_names(tiny_model())
    write_published(tmp_path / "from", tensors)
    with pytest.raises(EngineError, match="exists"):
        convert_weights(tmp_path / "from", tmp_path / "from")
    drop(tensors)
    write_published(tmp_path / "from", tensors)
    with pytest.raises(EngineError, match="no whole checkpoint"):
        convert_weights(tmp_path / "from", tmp_path / "to")
    assert [path.name for path in tmp_path.iterdir()] == ["from"]


def first_shard(folder: Path) -> Path:
    return min(folder.glob("*.safetensors"))


def cut(folder: Path) -> None:
    file = first_shard(folder)
    file.write_bytes(file.read_bytes()[:-100])


def lose(folder: Path) -> None:
    first_shard(folder).unlink()


def garble(folder: Path) -> None:
    first_shard(folder).write_bytes(b"<html>404</html>" * 9)


def garble_index(folder: Path) -> None:
    (folder / "model.safetensors.index.json").write_text("[1, 2", "utf-8")


def outside_index(folder: Path) -> None:
    said = {"weight_map": {"a": "../../a.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(said), "utf-8")


def another_network(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({"architectures": ["LlamaForCausalLM"]}))


def no_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def no_weights(folder: Path) -> None:
    for file in folder.glob("model*"):
        file.unlink()


def stored_twice(folder: Path) -> None:
    (folder / "model.safetensors.index.json").unlink()
    first, second, *_ = sorted(folder.glob("*.safetensors"))
    second.write_bytes(first.read_bytes())


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (cut, "was not fetched to the end"),
        (lose, "1 of 3 shards"),
        (garble, "no safetensors file"),
        (garble_index, "no index of shards"),
        (outside_index, "no file beside it"),
        (another_network, "LlamaForCausalLM"),
        (no_config, "no config.json"),
        (no_weights, "there are no weights"),
        (stored_twice, "stored twice"),
    ],
)
def test_damaged_folder_is_refused(
    tmp_path: Path, damage: Callable[[Path], None], says: str
) -> None:
    write_tiny_published(tmp_path)
    damage(tmp_path)
    for act in (check_weights, load_weights):
        with pytest.raises(EngineError, match=says):
            act(tmp_path)


def test_devices_and_settings_that_are_not_there_are_refused(tmp_path: Path) -> None:
    write_tiny_checkpoint(tmp_path)
    for how, says in [
        ({"device": "abacus"}, "give cuda"),
        ({"device": "cuda:99"}, "is not there"),
        ({"quantization": "3bit"}, "not one of 8bit, 4bit"),
    ]:
        with pytest.raises(EngineError, match=says):
            load_weights(tmp_path, **how)  # type: ignore[arg-type]


def test_large_checkpoints_are_written_in_shards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docparse.models.infmllm2.weights._SHARD_BYTES", 60_000)
    write_tiny_checkpoint(tmp_path / "from")
    convert_weights(tmp_path / "from", tmp_path / "to")
    shards = sorted((tmp_path / "to").glob("*.safetensors"))
    assert len(shards) > 2
    index = json.loads((tmp_path / "to" / "model.safetensors.index.json").read_text("utf-8"))
    for shard in shards:
        with safe_open(shard, "pt") as opened:
            names = list(opened.keys())
        assert {index["weight_map"][name] for name in names} == {shard.name}
    assert_same_weights(load_weights(tmp_path / "to"), tiny_model())


def test_auto_classes_open_a_converted_checkpoint(tmp_path: Path) -> None:
    write_tiny_published(tmp_path / "from")
    convert_weights(tmp_path / "from", tmp_path / "to")
    register()
    register()
    folder = tmp_path / "to"
    assert type(AutoConfig.from_pretrained(folder)) is type(preset("tiny"))
    assert type(AutoImageProcessor.from_pretrained(folder)) is InfMllm2ImageProcessor
    assert type(AutoProcessor.from_pretrained(folder)) is InfMllm2Processor
    model = AutoModelForImageTextToText.from_pretrained(folder, device_map="cpu")
    assert_same_weights(model, tiny_model())


class TestCommandLine:
    """`docparse weights check` and `docparse weights convert`."""

    def run(self, *arguments: object) -> Any:
        return CliRunner().invoke(app, ["weights", *map(str, arguments)])

    def test_check_tells_what_is_there(self, tmp_path: Path) -> None:
        write_tiny_published(tmp_path)
        result = self.run("check", tmp_path)
        assert result.exit_code == 0, result.output
        assert result.output.endswith("complete\n")
        assert "published format" in result.output

    def test_check_tells_what_is_not(self, tmp_path: Path) -> None:
        tensors = published_names(tiny_model())
        add(tensors)
        write_published(tmp_path, tensors)
        result = self.run("check", tmp_path)
        assert result.exit_code == 1
        assert "without a place: model.q_former.query (3 × 4)" in result.output
        assert result.output.endswith("NOT complete\n")

    def test_convert_writes_the_folder(self, tmp_path: Path) -> None:
        write_tiny_published(tmp_path / "from")
        result = self.run("convert", tmp_path / "from", tmp_path / "to")
        assert result.exit_code == 0, result.output
        assert result.output == f"{tmp_path / 'to'}\n"
        assert self.run("check", tmp_path / "to").exit_code == 0

    def test_errors_are_one_line(self, tmp_path: Path) -> None:
        save_file({"a": torch.ones(1)}, tmp_path / "model.safetensors")
        result = self.run("check", tmp_path)
        assert result.exit_code != 0
        assert "no config.json" in result.output
        assert "Traceback" not in result.output
