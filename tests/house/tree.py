"""Where things are in the house."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FASHIONISTAR = ROOT / "platform" / "fashionistar"
SOURCES = (FASHIONISTAR, ROOT / "schema", ROOT / "config")
DOMAINS = (
    "notifications", "accounts", "vendors", "products", "inventory", "payments", "orders", "checkout", "webhooks",
    "privacy", "ledger", "settlement", "payouts", "reconciliation", "measurements", "fitting",
    "tailoring", "alterations", "chat", "offers", "reminders",
)  # fmt: skip


def source_files() -> Iterator[Path]:
    """Every Python file of the platform, migrations left out."""
    for source in SOURCES:
        yield from (path for path in sorted(source.rglob("*.py")) if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file and how many lines it has, its docstring left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            told = node.body[0] if ast.get_docstring(node) else None
            spoken = (told.end_lineno or told.lineno) - told.lineno + 1 if told else 0
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - spoken


def relative(path: Path) -> str:
    """A path as people quote it."""
    return str(path.relative_to(ROOT))
