"""The GraphiQL page: its own assets only, and prepared operations that fit the schema."""

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from schema.graphiql.views import Operation, graphiql, tour

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ("graphiql/graphiql.js", "graphiql/graphiql.css", "graphiql/THIRD_PARTY_LICENSES.txt")
FOREIGN = re.compile(r"unpkg|jsdelivr|cdnjs|googleapis|gstatic|esm\.sh|skypack|sourceMappingURL")
HOLE = re.compile(r"\{\{(\w+)\}\}")
RULE = re.compile(r"^# (?:Remember|Link): (.+?) = (\S+)$|^# Authorize: (\S+) as (\S+)$", re.MULTILINE)
MADE_BY_THE_PAGE = {"newKey", "uuid"}

each_operation = pytest.mark.parametrize("operation", tour(), ids=lambda operation: operation["name"])


@cache
def wire() -> GraphQLSchema:
    """The snapshot of the schema, as clients see it."""
    return build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))


def definition(operation: Operation) -> OperationDefinitionNode:
    """The one operation of a prepared document."""
    (found,) = (node for node in parse(operation["query"]).definitions if isinstance(node, OperationDefinitionNode))
    return found


def page_html() -> str:
    """The page as a browser gets it."""
    return graphiql(RequestFactory().get("/graphql/", headers={"accept": "text/html"})).content.decode()


def test_page_needs_this_origin_only() -> None:
    html = page_html()

    assert re.findall(r"(?:src|href)=\"([^\"]+)\"", html) == [
        "data:,",
        "/static/graphiql/graphiql.css",
        "/static/graphiql/graphiql.js",
    ]
    assert not re.search(r"https?://", html)


def test_page_has_no_inline_script_but_data() -> None:
    response = graphiql(RequestFactory().get("/graphql/"))
    scripts = re.findall(r"<script([^>]*)>", response.content.decode())

    assert scripts == [
        ' id="graphiql-page" type="application/json"',
        ' defer src="/static/graphiql/graphiql.js"',
    ]
    assert "script-src 'self';" in response["Content-Security-Policy"]
    assert "connect-src 'self';" in response["Content-Security-Policy"]


def test_page_carries_its_endpoint_and_the_tour_in_order() -> None:
    data = re.search(r'<script id="graphiql-page" type="application/json">(.*?)</script>', page_html(), re.DOTALL)
    assert data
    page = json.loads(data[1])

    assert page["endpoint"] == "/graphql/"
    assert page["tour"] == list(tour())
    assert [int(operation["name"][:2]) for operation in page["tour"]] == list(range(1, len(tour()) + 1))


@pytest.mark.parametrize("asset", ASSETS)
def test_assets_are_found_and_name_no_foreign_host(asset: str) -> None:
    found = finders.find(asset)
    assert isinstance(found, str)
    content = Path(found).read_text(encoding="utf-8")

    assert len(content) > 10_000
    assert FOREIGN.findall(content) == []


def test_assets_are_small() -> None:
    folder = ROOT / "schema" / "graphiql" / "static"
    files = [path for path in folder.rglob("*") if path.is_file()]

    assert {str(path.relative_to(folder)) for path in files} == set(ASSETS)
    assert sum(path.stat().st_size for path in files) < 4_000_000


@each_operation
def test_operation_is_valid(operation: Operation) -> None:
    assert validate(wire(), parse(operation["query"])) == []
    assert re.match(r"# Title: \S.+\n# \S", operation["query"])


@each_operation
def test_variables_fit(operation: Operation) -> None:
    filled = HOLE.sub(lambda hole: str(uuid4()), operation["variables"] or "{}")
    values = json.loads(filled)
    variables = definition(operation).variable_definitions or ()

    assert set(values) == {variable.variable.name.value for variable in variables}
    assert not isinstance(get_variable_values(wire(), variables, values), list)


@each_operation
def test_headers_are_an_object_of_text(operation: Operation) -> None:
    headers = json.loads(operation["headers"] or "{}")

    assert all(isinstance(value, str) for value in headers.values())


@each_operation
def test_rules_read_what_the_operation_selects(operation: Operation) -> None:
    document = parse(operation["query"])
    paths = [path for rule in RULE.findall(operation["query"]) for path in rule[1:] if path]

    for path in paths:
        steps = re.sub(r"\[[^]]*\]", "", path).split(".")
        assert steps[0] == "data"
        assert selects(document, definition(operation).selection_set, steps[1:]), path


def selects(document: DocumentNode, selections: SelectionSetNode | None, steps: list[str]) -> bool:
    """True if a selection has the path of response names."""
    if not steps:
        return True
    for node in selections.selections if selections else ():
        if isinstance(node, FieldNode) and (node.alias or node.name).value == steps[0]:
            return selects(document, node.selection_set, steps[1:])
        if isinstance(node, FragmentSpreadNode) and selects(document, fragment(document, node), steps):
            return True
    return False


def fragment(document: DocumentNode, spread: FragmentSpreadNode) -> SelectionSetNode:
    """What a spread stands for."""
    (found,) = (
        node.selection_set
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode) and node.name.value == spread.name.value
    )
    return found


def test_every_hole_is_filled_by_an_earlier_step() -> None:
    known = set(MADE_BY_THE_PAGE)
    for operation in tour():
        wanted = set(HOLE.findall(f"{operation['variables']}{operation['headers']}"))
        assert wanted <= known, f"{operation['name']} wants {wanted - known}"
        known |= {rule[0] for rule in RULE.findall(operation["query"])}


@pytest.mark.node
def test_rules_of_the_page() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    folder = ROOT / "deploy" / "graphiql"

    done = subprocess.run([node, "--test"], cwd=folder, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout
    assert re.search(r"^. pass ([1-9]\d*)$", done.stdout, re.MULTILINE)
