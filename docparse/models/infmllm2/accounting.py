"""Which stored tensor belongs where: every tensor one place, every place one tensor.

The published names carry prefixes that are not known beforehand, so a tensor is recognised by what
follows any prefix; the layers of the projector, whose names are not known at all, by their shapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from docparse.errors import EngineError
from docparse.models.infmllm2.tensors import Stored

_IGNORED = ("position_ids", "inv_freq")
_SEPARATORS = {"sub_separator": "sub_GN", "global_separator": "glb_GN"}
_SHOWN = 6

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Adapter:
    """The two halves of a low-rank addition to a weight: rank × in, out × rank."""

    down: Stored
    up: Stored


@dataclass(frozen=True)
class Accounting:
    """Which tensor belongs where, and what does not come out even.

    Attributes:
        places: Our parameter names and the tensors that belong there.
        adapters: Low-rank additions, by the parameter they are added to.
        missing: Parameters without a tensor.
        left_over: Tensors without a parameter.
        wrong: Sentences on tensors whose shape is not that of their place.
        prefixes: What stands before the names, and how often.
    """

    places: Mapping[str, Stored] = field(default_factory=dict)
    adapters: Mapping[str, Adapter] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    prefixes: Mapping[str, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether all comes out even."""
        return not (self.missing or self.left_over or self.wrong)

    def check(self, folder: object) -> None:
        """Complain when it does not come out even.

        Raises:
            EngineError: Lists what is missing, what is left over and which shapes disagree.
        """
        if self.complete:
            return
        parts = [
            f"{len(names)} {what}: {_few(names)}"
            for what, names in (
                ("parameters have no tensor", self.missing),
                ("tensors have no place", self.left_over),
                ("shapes disagree", self.wrong),
            )
            if names
        ]
        raise EngineError(f"{folder} is no checkpoint of this network: {'; '.join(parts)}")


def account(tensors: Sequence[Stored], shapes: Mapping[str, Shape]) -> Accounting:
    """Find the place of each tensor.

    Args:
        tensors: What is stored.
        shapes: Our parameters and their shapes.
    """
    weights, halves = _without_adapters(t for t in tensors if not t.name.endswith(_IGNORED))
    places, rest = _by_suffix(weights, _suffixes(shapes))
    missing = [name for name in shapes if name not in places]
    found, rest = _by_shape(rest, [name for name in missing if name[:10] == "projector."], shapes)
    places |= found
    adapters, loose = _adapters(halves, _suffixes(shapes), places)
    return Accounting(
        places=places,
        adapters=adapters,
        missing=tuple(name for name in shapes if name not in places),
        left_over=tuple(tensor.name for tensor in (*rest, *loose)),
        wrong=tuple(_wrong(places, shapes)),
        prefixes=_prefixes(places),
    )


def _suffixes(shapes: Mapping[str, Shape]) -> dict[str, str]:
    """What the stored name of each parameter ends in, and the parameter."""
    suffixes = {}
    for name in shapes:
        part, _, inner = name.partition(".")
        if part == "vision_tower":
            suffixes[inner.removeprefix("vision_model.")] = name
        elif part == "text_model":
            suffixes[inner] = name
        elif part in _SEPARATORS:
            suffixes[_SEPARATORS[part]] = name
        elif part == "lm_head":
            suffixes[name] = name
    return suffixes


def _place(name: str, suffixes: Mapping[str, str]) -> str | None:
    """The parameter whose suffix is the longest the name ends in."""
    parts = name.split(".")
    tails = (".".join(parts[start:]) for start in range(len(parts)))
    return next((suffixes[tail] for tail in tails if tail in suffixes), None)


def _by_suffix(
    tensors: Iterable[Stored], suffixes: Mapping[str, str]
) -> tuple[dict[str, Stored], list[Stored]]:
    places: dict[str, Stored] = {}
    rest = []
    for tensor in tensors:
        place = _place(tensor.name, suffixes)
        if place is None or place in places:
            rest.append(tensor)
        else:
            places[place] = tensor
    return places, rest


def _by_shape(
    tensors: Sequence[Stored], wanted: Sequence[str], shapes: Mapping[str, Shape]
) -> tuple[dict[str, Stored], list[Stored]]:
    """Find the layers of the projector: a weight by its shape, and the bias beside it.

    Layers of one shape are taken in the order of their names.
    """
    places: dict[str, Stored] = {}
    rest = sorted(tensors, key=lambda tensor: _natural(tensor.name))
    for name in (name for name in wanted if name.endswith(".weight")):
        stem = name.removesuffix("weight")
        for weight in rest:
            bias = _beside(weight, rest)
            if bias is None or weight.shape != shapes[name]:
                continue
            if bias.shape == shapes.get(f"{stem}bias"):
                places |= {name: weight, f"{stem}bias": bias}
                rest = [tensor for tensor in rest if tensor not in (weight, bias)]
                break
    return places, rest


def _natural(name: str) -> list[tuple[int, str]]:
    """Sort key that puts layer 10 after layer 2."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in name.split(".")]


def _beside(weight: Stored, tensors: Iterable[Stored]) -> Stored | None:
    if not weight.name.endswith("weight"):
        return None
    name = weight.name.removesuffix("weight") + "bias"
    return next((tensor for tensor in tensors if tensor.name == name), None)


def _without_adapters(
    tensors: Iterable[Stored],
) -> tuple[list[Stored], dict[str, dict[str, Stored]]]:
    """Separate adapters, by the name of the weight they are added to; unwrap wrapped weights."""
    weights: list[Stored] = []
    halves: dict[str, dict[str, Stored]] = {}
    for tensor in tensors:
        for half in ("lora_A", "lora_B"):
            if f".{half}." in tensor.name:
                stem = tensor.name.split(f".{half}.")[0]
                halves.setdefault(f"{stem}.weight", {})[half] = tensor
                break
        else:
            name = tensor.name.replace(".base_layer.", ".")
            weights.append(Stored(name, tensor.file, tensor.shape, tensor.dtype))
    return weights, halves


def _adapters(
    halves: Mapping[str, Mapping[str, Stored]],
    suffixes: Mapping[str, str],
    places: Mapping[str, Stored],
) -> tuple[dict[str, Adapter], list[Stored]]:
    """Pair the halves whose weight is there and whose shapes fit it; return the others."""
    adapters: dict[str, Adapter] = {}
    loose: list[Stored] = []
    for name, pair in halves.items():
        place = _place(name, suffixes)
        down, up = pair.get("lora_A"), pair.get("lora_B")
        whole = place in places and place not in adapters and down is not None and up is not None
        if whole and place is not None and down is not None and up is not None:
            fits = (up.shape[0], down.shape[1]) == places[place].shape
            if fits and up.shape[1] == down.shape[0]:
                adapters[place] = Adapter(down, up)
                continue
        loose += pair.values()
    return adapters, loose


def _wrong(places: Mapping[str, Stored], shapes: Mapping[str, Shape]) -> Iterable[str]:
    for name, tensor in places.items():
        if _squeezed(tensor.shape) != _squeezed(shapes[name]):
            yield f"{tensor.name} is {tensor.shape}, its place {shapes[name]}"


def _squeezed(shape: Shape) -> Shape:
    """Separators may be stored with extents of one around them."""
    return tuple(extent for extent in shape if extent != 1)


def _prefixes(places: Mapping[str, Stored]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for place, tensor in places.items():
        if place.startswith("projector."):
            continue
        inner = _SEPARATORS.get(place) or place.partition(".")[2].removeprefix("vision_model.")
        prefix = tensor.name.removesuffix(place if place.startswith("lm_head") else inner)
        counts[prefix] = counts.get(prefix, 0) + 1
    return dict(sorted(counts.items()))


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
