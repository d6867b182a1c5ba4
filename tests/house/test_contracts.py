"""Each import contract holds, and each catches a break."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

#: For each contract, a file and the import that must be caught in it.
BREAKS = {
    "house": ("schema/lib/ids.py", "import config.urls"),
    "floors": ("platform/fashionistar/vendors/selectors.py", "import fashionistar.orders.models"),
    "inside": ("platform/fashionistar/orders/services/order_pay.py", "import fashionistar.orders.handlers"),
    "no-wire": ("platform/fashionistar/orders/selectors.py", "import strawberry"),
    "one-door": ("platform/fashionistar/orders/handlers.py", "import channels.layers"),
    "settings": ("platform/fashionistar/payments/tasks.py", "import config.settings.base"),
    "acyclic": ("schema/vendors/types.py", "import schema.products.types"),
}


def _lint(root: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    code = (
        "import sys; from importlinter.cli import lint_imports_command; "
        "sys.path[:0] = ['platform', '.']; lint_imports_command()"
    )
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache", *chosen], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("house")
    for folder in ("platform", "schema", "config"):
        shutil.copytree(
            ROOT / folder, root / folder, ignore=shutil.ignore_patterns("static", "__pycache__", "data", "migrations")
        )
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def test_every_contract_holds(copy: Path) -> None:
    done = _lint(copy)
    assert done.returncode == 0, done.stdout
    assert f"{len(BREAKS)} kept, 0 broken" in done.stdout


@pytest.mark.parametrize("contract", BREAKS)
def test_a_contract_catches_a_break(copy: Path, contract: str) -> None:
    name, line = BREAKS[contract]
    file = copy / name
    whole = file.read_text()
    file.write_text(f"{whole}\n{line}\n")
    try:
        done = _lint(copy, contract)
    finally:
        file.write_text(whole)
    assert done.returncode == 1, done.stdout
    assert "1 broken" in done.stdout
