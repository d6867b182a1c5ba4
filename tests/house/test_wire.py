"""The wire keeps its promises: a snapshot, permissions, one token on every floor."""

import re

import pytest
from strawberry.permission import PermissionExtension
from strawberry.printer import print_schema

from schema.lib.permissions import WirePermission
from schema.root import Mutation, Query, Subscription, schema
from tests.house.tree import FASHIONISTAR, ROOT

ROOTS = (Query, Mutation, Subscription)


def root_fields() -> list[tuple[str, list[str]]]:
    """Each root field and the permissions that it states."""
    found = []
    for root in ROOTS:
        for field in root.__strawberry_definition__.fields:  # type: ignore[attr-defined]
            stated = [p for ext in field.extensions if isinstance(ext, PermissionExtension) for p in ext.permissions]
            found.append((field.name, [type(p).__name__ for p in stated if isinstance(p, WirePermission)]))
    return found


def mutations() -> list[str]:
    """Each mutation in snake case."""
    return [field.name for field in Mutation.__strawberry_definition__.fields]  # type: ignore[attr-defined]


def test_the_snapshot_is_the_schema() -> None:
    assert (ROOT / "schema.graphql").read_text() == print_schema(schema) + "\n", "run: uv run poe schema"


@pytest.mark.parametrize(("name", "stated"), root_fields(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_root_field_states_exactly_one_permission(name: str, stated: list[str]) -> None:
    assert len(stated) == 1, f"{name} states {stated}"


@pytest.mark.parametrize("mutation", mutations())
def test_a_mutation_has_one_token_on_every_floor(mutation: str) -> None:
    services = [path.stem for path in FASHIONISTAR.glob("*/services/*.py")]
    assert services.count(mutation) == 1
    pattern = re.compile(rf"\bdef {mutation}\(")
    assert sum(len(pattern.findall(p.read_text())) for p in (ROOT / "schema").rglob("*.py")) == 1
    words = {mutation, re.sub(r"_(\w)", lambda m: m[1].upper(), mutation)}
    tests = (p.read_text() for p in (ROOT / "tests").rglob("*.py"))
    assert any(word in text for text in tests for word in words), f"no test names {mutation}"


def test_mutations_say_noun_first_verb_last_take_one_input_and_answer_with_user_errors() -> None:
    declared = schema._schema.mutation_type.fields  # type: ignore[union-attr]
    assert {name for name, field in declared.items() if list(field.args) != ["input"]} == set()
    payloads = {str(field.type).rstrip("!") for field in declared.values()}
    types = schema._schema.type_map
    assert {name for name in payloads if str(types[name].fields["userErrors"].type) != "[UserError!]!"} == set()


def test_every_environment_variable_is_in_the_example() -> None:
    source = "".join(path.read_text() for path in (ROOT / "config").rglob("*.py"))
    read = set(re.findall(r'env\.(?:\w+)\(\s*"([A-Z_]+)"', source))
    shown = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))
    assert read
    assert read <= shown
