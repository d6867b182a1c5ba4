"""The data directory refuses what is not ours, and keeps the weights of models."""

from pathlib import Path

import pytest

from config.local.datadir import DataDir
from config.local.faults import PlatformFault


def test_weights_may_be_there_first_and_stay_when_it_is_emptied(tmp_path: Path) -> None:
    weights = tmp_path / "models" / "pose.tflite"
    weights.parent.mkdir()
    weights.write_bytes(b"weights")
    data = DataDir(tmp_path)
    data.take("http://127.0.0.1:8000")
    assert not data.is_used()
    (tmp_path / "media").mkdir()
    assert data.is_used()
    data.empty()
    data.release()
    assert weights.read_bytes() == b"weights"
    assert not (tmp_path / "media").exists()


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(PlatformFault, match=r"thesis\.txt"):
        DataDir(tmp_path).take("http://127.0.0.1:8000")
