"""Tell the Auto classes of transformers about INF-MLLM2."""

from __future__ import annotations

from transformers import (
    AutoConfig,
    AutoImageProcessor,
    AutoModelForImageTextToText,
    AutoProcessor,
)

from docparse.models.infmllm2.configuration import InfMllm2Config
from docparse.models.infmllm2.image_processing import InfMllm2ImageProcessor
from docparse.models.infmllm2.modeling import InfMllm2ForConditionalGeneration
from docparse.models.infmllm2.processing import InfMllm2Processor


def register_auto_classes() -> None:
    """Register all four."""
    AutoConfig.register(InfMllm2Config.model_type, InfMllm2Config, exist_ok=True)
    AutoImageProcessor.register(
        InfMllm2Config, slow_image_processor_class=InfMllm2ImageProcessor, exist_ok=True
    )
    AutoProcessor.register(InfMllm2Config, InfMllm2Processor, exist_ok=True)
    AutoModelForImageTextToText.register(
        InfMllm2Config, InfMllm2ForConditionalGeneration, exist_ok=True
    )
