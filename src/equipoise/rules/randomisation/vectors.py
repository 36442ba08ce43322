"""The generator by itself, for whoever checks it against the published vectors. It tells nothing without a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from equipoise.rules.randomisation._sequence import Blocks, Draws


def draws(key: bytes, stream: Sequence[str | int], limits: Sequence[int]) -> list[int]:
    """Successive draws on one stream, each below its limit. ValueError for a limit outside 1 to 2^64."""
    source = Draws(key, stream)
    return [source.below(limit) for limit in limits]


def block_arms(
    key: bytes, name: Sequence[str | int], stratum: str, sizes: Sequence[int], ratios: Mapping[str, int], number: int
) -> list[str]:
    """The first arms of a stratum under permuted blocks. ValueError unless the ratio divides every size."""
    blocks = Blocks(key, name, stratum, sizes, ratios)
    return [blocks.arm(place) for place in range(number)]
