"""Which stored tensor belongs where: every tensor one place, every place one tensor.

The published names carry prefixes that are not known beforehand, so a tensor is recognised by what
follows any prefix; the layers of the projector, whose names are not known at all, by their shapes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from docparse.errors import EngineError
from docparse.models.infmllm2.tensors import Stored

_IGNORED = ("position_ids", "inv_freq")
_SEPARATORS = {"layout.sub_separator": "sub_GN", "layout.global_separator": "glb_GN"}
_PROJECTOR = "projector."
_HALVES = ("lora_A", "lora_B")
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
        missing: Parameters without a tensor, and their shapes.
        left_over: Tensors without a parameter.
        wrong: Sentences on tensors whose shape is not that of their place.
        prefixes: What stands before the names, and how often.
        ignored: Tensors that every network computes for itself.
    """

    places: Mapping[str, Stored] = field(default_factory=dict)
    adapters: Mapping[str, Adapter] = field(default_factory=dict)
    missing: Mapping[str, Shape] = field(default_factory=dict)
    left_over: tuple[Stored, ...] = ()
    wrong: tuple[str, ...] = ()
    prefixes: Mapping[str, int] = field(default_factory=dict)
    ignored: tuple[Stored, ...] = ()

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
            f"{len(lines)} {what}: {'; '.join(shortened(lines, _SHOWN))}"
            for what, lines in self.faults().items()
            if lines
        ]
        raise EngineError(
            f"{folder} is no whole checkpoint of this network. {'. '.join(parts)}. Fetch it again; "
            "docparse weights check  lists everything"
        )

    def faults(self) -> Mapping[str, list[str]]:
        """Put what does not come out even into words, by kind."""
        return {
            "without a tensor": [
                f"{name} ({by_extent(shape)})" for name, shape in self.missing.items()
            ],
            "without a place": [f"{t.name} ({by_extent(t.shape)})" for t in self.left_over],
            "of another shape": list(self.wrong),
        }


def shortened(lines: Sequence[str], most: int) -> list[str]:
    """Return the first lines, and how many more there are."""
    more = [f"and {len(lines) - most} more"] if len(lines) > most else []
    return [*lines[:most], *more]


def by_extent(shape: Shape) -> str:
    """Write a shape as people do, `3584 × 4096`."""
    return " × ".join(map(str, shape)) or "a single number"


def account(tensors: Sequence[Stored], shapes: Mapping[str, Shape]) -> Accounting:
    """Find the place of each published tensor.

    Args:
        tensors: What is stored.
        shapes: Our parameters and their shapes.
    """
    ignored = tuple(tensor for tensor in tensors if tensor.name.endswith(_IGNORED))
    weights = [t for t in tensors if t not in ignored and _half(t.name) is None]
    halves = [t for t in tensors if _half(t.name) is not None]
    places, prefixes, rest = _by_suffix(weights, _suffixes(shapes))
    found, rest = _by_shape(rest, {n: s for n, s in shapes.items() if n.startswith(_PROJECTOR)})
    places = {**places, **found}
    adapters, loose = _adapters(halves, places)
    return Accounting(
        places=places,
        adapters=adapters,
        missing={name: shape for name, shape in shapes.items() if name not in places},
        left_over=(*rest, *loose),
        wrong=tuple(_wrong(places, shapes)),
        prefixes=prefixes,
        ignored=ignored,
    )


def account_own(tensors: Sequence[Stored], shapes: Mapping[str, Shape]) -> Accounting:
    """Account for tensors that carry our names.

    Args:
        tensors: What is stored.
        shapes: Our parameters and their shapes.
    """
    places = {tensor.name: tensor for tensor in tensors if tensor.name in shapes}
    return Accounting(
        places=places,
        missing={name: shape for name, shape in shapes.items() if name not in places},
        left_over=tuple(tensor for tensor in tensors if tensor.name not in shapes),
        wrong=tuple(_wrong(places, shapes)),
    )


def _suffixes(shapes: Mapping[str, Shape]) -> dict[str, str]:
    """What the stored name of each parameter ends in, and the parameter."""
    suffixes = {}
    for name in shapes:
        part, _, inner = name.partition(".")
        if name in _SEPARATORS:
            suffixes[_SEPARATORS[name]] = name
        elif part == "vision_tower":
            suffixes[inner.removeprefix("vision_model.")] = name
        elif part == "text_model":
            suffixes[inner] = name
        elif part == "lm_head":
            suffixes[name] = name
    return suffixes


def _part(place: str) -> str:
    """What has one prefix: a part of the network; each separator, which stands for itself."""
    return place if place in _SEPARATORS else place.partition(".")[0]


def _place(name: str, suffixes: Mapping[str, str]) -> tuple[str, str] | None:
    """The parameter whose suffix is the longest the name ends in, and what stands before it."""
    for place, mark in _SEPARATORS.items():
        if name.endswith(mark) and mark in suffixes:
            return place, name.removesuffix(mark)
    parts = name.split(".")
    for start in range(len(parts)):
        tail = ".".join(parts[start:])
        if tail in suffixes:
            return suffixes[tail], name.removesuffix(tail)
    return None


def _by_suffix(
    tensors: Iterable[Stored], suffixes: Mapping[str, str]
) -> tuple[dict[str, Stored], dict[str, int], list[Stored]]:
    """Find places by what follows the prefix; return the prefixes and the tensors without one.

    A part of the network has one prefix, that of most of its tensors: some tensor elsewhere that
    happens to end in `norm.weight` is not taken for the norm of the language model.
    """
    matched = [(tensor, _place(_unwrapped(tensor.name), suffixes)) for tensor in tensors]
    counts = Counter((_part(found[0]), found[1]) for _, found in matched if found is not None)
    prefixes: dict[str, str] = {}
    for (part, prefix), _ in counts.most_common():
        prefixes.setdefault(part, prefix)
    places: dict[str, Stored] = {}
    rest = []
    for tensor, found in matched:
        fits = found is not None and prefixes[_part(found[0])] == found[1]
        if fits and found is not None and found[0] not in places:
            places[found[0]] = tensor
        else:
            rest.append(tensor)
    total: Counter[str] = Counter()
    for place in places:
        total[prefixes[_part(place)]] += 1
    return places, dict(sorted(total.items())), rest


def _by_shape(
    tensors: Sequence[Stored], shapes: Mapping[str, Shape]
) -> tuple[dict[str, Stored], list[Stored]]:
    """Find the layers of the projector: a weight by its shape, and the bias beside it.

    Layers of one shape are taken in the order of their names.
    """
    places: dict[str, Stored] = {}
    rest = sorted(tensors, key=lambda tensor: _natural(tensor.name))
    for name in (name for name in shapes if name.endswith(".weight")):
        beside = name.removesuffix("weight") + "bias"
        for weight in rest:
            bias = _beside(weight, rest)
            if bias is None or (weight.shape, bias.shape) != (shapes[name], shapes.get(beside)):
                continue
            places |= {name: weight, beside: bias}
            rest = [tensor for tensor in rest if tensor not in (weight, bias)]
            break
    return places, rest


def _natural(name: str) -> list[tuple[int, str]]:
    """Sort key that puts layer 10 after layer 2."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in name.split(".")]


def _beside(weight: Stored, tensors: Iterable[Stored]) -> Stored | None:
    """The bias that goes with a weight."""
    if not weight.name.endswith("weight"):
        return None
    name = weight.name.removesuffix("weight") + "bias"
    return next((tensor for tensor in tensors if tensor.name == name), None)


def _unwrapped(name: str) -> str:
    """The name without what peft wraps around a weight that has an adapter."""
    return name.replace(".base_layer.", ".")


def _half(name: str) -> str | None:
    """Which half of an adapter a tensor is, if it is one."""
    return next((half for half in _HALVES if f".{half}." in name), None)


def _adapters(
    halves: Iterable[Stored], places: Mapping[str, Stored]
) -> tuple[dict[str, Adapter], list[Stored]]:
    """Pair the halves whose weight is there and whose shapes fit it; return the others."""
    homes = {_unwrapped(tensor.name): place for place, tensor in places.items()}
    pairs: dict[str, dict[str, Stored]] = {}
    loose: list[Stored] = []
    for tensor in halves:
        half = _half(tensor.name) or ""
        pair = pairs.setdefault(tensor.name.split(f".{half}.")[0] + ".weight", {})
        if half in pair:  # two adapters on one weight: which one counts is not ours to say
            loose.append(tensor)
        else:
            pair[half] = tensor
    adapters: dict[str, Adapter] = {}
    for name, pair in pairs.items():
        down, up = map(pair.get, _HALVES)
        if name in homes and down and up and _fits(down, up, places[homes[name]]):
            adapters[homes[name]] = Adapter(down, up)
        else:
            loose += pair.values()
    return adapters, loose


def _fits(down: Stored, up: Stored, weight: Stored) -> bool:
    """Whether the product of the halves has the shape of the weight."""
    if len(down.shape) != 2 or len(up.shape) != 2:
        return False
    return (up.shape[0], down.shape[1]) == weight.shape and up.shape[1] == down.shape[0]


def _wrong(places: Mapping[str, Stored], shapes: Mapping[str, Shape]) -> Iterable[str]:
    for place, tensor in places.items():
        stored = _squeezed(tensor.shape) if place in _SEPARATORS else tensor.shape
        if stored != shapes[place]:
            yield f"{tensor.name} is {by_extent(tensor.shape)} and not {by_extent(shapes[place])}"


def _squeezed(shape: Shape) -> Shape:
    """Separators are stored with extents of one around them; inferred, so any number will do."""
    return tuple(extent for extent in shape if extent != 1)
