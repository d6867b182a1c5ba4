"""A web process imports neither numpy nor the model runtime, and may import what measurements are called."""

import subprocess
import sys

from tests.house.tree import ROOT

_CODE = """
import sys
sys.path[:0] = ["platform", "."]
import config.settings.test, config.asgi, config.urls, schema.root
from fashionistar.measurements.estimation import protocols, terms, weights
print(*(name for name in ("numpy", "ai_edge_litert") if name in sys.modules))
"""


def test_numpy_and_the_runtime_stay_out() -> None:
    done = subprocess.run([sys.executable, "-c", _CODE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
