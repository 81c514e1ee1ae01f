"""The remote engine: any server that speaks the OpenAI protocol."""

from docparse.engines.remote.engine import RemoteEngine, RetryPolicy, Usage

__all__ = ["RemoteEngine", "RetryPolicy", "Usage"]
