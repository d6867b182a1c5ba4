"""The segmenter that the worker uses: the default one, from where its weights are installed."""

from pathlib import Path

from fashionistar.measurements.estimation.blazepose import BlazePose
from fashionistar.measurements.estimation.weights import DETECTOR, LANDMARKER, verify


def load_segmenter(directory: Path) -> BlazePose:
    """Load BlazePose from a directory.

    Raises:
        ModelError: its weights are not installed, or not those that were pinned.
    """
    verify(directory)
    return BlazePose(directory / DETECTOR.name, directory / LANDMARKER.name)
