"""Only the workers that measure, and that make attachments anew, load what does it, and compute on one thread."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from config.celery import app
from config.management.commands import measurement_worker
from tests.house.tree import ROOT

LOADED = """
import sys
sys.path[:0] = ["platform", "."]
import config.settings.test, config.asgi, config.urls, schema.root
from fashionistar.measurements import gateway, tasks
from fashionistar.measurements.estimation import protocols, terms, weights
import config.management.commands.measurement_worker
print(*(name for name in ("numpy", "ai_edge_litert", "av") if name in sys.modules))
"""


def test_neither_numpy_nor_a_model_runtime_nor_ffmpeg_is_loaded_before_it_is_needed() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_worker_computes_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    found: dict[str, Any] = {}
    monkeypatch.setattr(measurement_worker, "_install", lambda: None)
    monkeypatch.setattr(app, "worker_main", lambda argv: found.update(os.environ, argv=argv))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.setenv(name, "2")
    call_command("measurement_worker", skip_checks=True)
    assert (found["OMP_NUM_THREADS"], found["OPENBLAS_NUM_THREADS"]) == ("1", "1")
    assert found["argv"][:5] == ["worker", "--queues", "measurements", "--pool", "solo"]


def test_a_deployment_gives_the_models_to_the_worker_that_measures_alone() -> None:
    stages = dict(stage.split("\n", 1) for stage in Path(ROOT / "deploy/Dockerfile").read_text().split("\nFROM ")[1:])
    with_models = [name.split(" AS ")[1] for name, steps in stages.items() if "--group models" in steps]
    assert with_models == ["build-measuring"]
    services = yaml.safe_load(Path(ROOT / "deploy/compose.yaml").read_text())["services"]
    ours = {name: each for name, each in services.items() if "build" in each}
    measuring = [name for name, each in ours.items() if each["build"]["target"] == "measuring"]
    assert measuring == ["measurements"]
    assert {each["build"]["target"] for each in ours.values()} == {"platform", "measuring"}
    assert {each["image"] for each in ours.values()} == {"fashionistar", "fashionistar-measuring"}
    assert ours["measurements"]["command"] == "python manage.py measurement_worker"
    models = "models:/app/.data/models"
    assert models in ours["measurements"]["volumes"]
    assert models in ours["server"]["volumes"]
