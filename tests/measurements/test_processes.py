"""Only the workers that measure, and that make attachments anew, load what does it."""

import subprocess
import sys

from tests.house.tree import ROOT

LOADED = """
import os, sys
sys.path[:0] = ["platform", "."]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
import {module}
heavy = {{"numpy", "ai_edge_litert", "av"}}
print(sorted(heavy & {{name.partition(".")[0] for name in sys.modules}}))
"""


def test_the_server_loads_neither_numpy_nor_a_model_runtime_nor_ffmpeg() -> None:
    code = LOADED.format(module="config.asgi")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
