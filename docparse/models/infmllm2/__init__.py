"""INF-MLLM2: configuration, tiling, image processing, processing, network, weights, decoding.

Imports nothing by itself: `register` makes the Auto classes of transformers know the network.
"""

from __future__ import annotations


def register() -> None:
    """Make transformers' Auto classes know INF-MLLM2; calling it twice does no harm."""
    from docparse.models.infmllm2.registering import register_auto_classes

    register_auto_classes()
