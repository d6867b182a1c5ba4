"""How the reference loads rows: ordinary query sets, whose rows are told apart in Python."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, Q, QuerySet
from django.db.models.sql import Query
from graphql import get_named_type

from fashionistar.kernel.actor import Actor
from schema.lib.projection.rows import Composite, Rows
from tests.projection.plain_pages import PlainPage, page_of

_SHAPE, _KEY = "plain_shape_", "plain_key_"


def origin_of(kind: Any) -> Any:
    """The Python class behind a GraphQL type."""
    return kind.extensions["strawberry-definition"].origin


def ordering(model: type[Model], order: tuple[str, ...] = ()) -> tuple[str, ...]:
    """An order, or the model's own, that the key makes total."""
    order = order or tuple(str(name) for name in model._meta.ordering or ())
    return order if order and order[-1].removeprefix("-") in {"pk", "id"} else (*order, "pk")


def visible(kind: Any, model: type[Model], actor: Actor, *, kept: bool = False) -> QuerySet[Any]:
    """The rows of a type that the actor may see; all of them where its scope does not count."""
    rows, origin = model._default_manager.all(), origin_of(kind)
    return rows if kept or not hasattr(origin, "scope") else origin.scope(rows, actor)


def loaded(rows: Rows, kind: Any, actor: Actor, *, listed: bool) -> Any:
    """What a reference names: a page, a list, or one thing or none."""
    found = _selected(rows, rows.where, kind, actor)
    if rows.page is not None:
        return _page(rows, found, kind)
    things = _things(found[: rows.limit], rows, kind)
    return things if listed else next(iter(things), None)


def shown(asked: Any, sources: Sequence[Any], kind: Any, actor: Actor, *, listed: bool) -> list[Any]:
    """What each of these rows shows of an expression, a composite, or rows that hang on it."""
    if isinstance(asked, Rows):
        hanging = _hanging(asked, sources, kind, actor)
        if asked.page is not None:
            return [_page(asked, each, kind) for each in hanging]
        things = [_things(each[: asked.limit], asked, kind) for each in hanging]
        return things if listed else [next(iter(each), None) for each in things]
    if isinstance(asked, Composite):
        made = _values(sources, asked.shape)
        return [
            None if asked.present is not None and each[asked.present] is None else origin_of(kind)(**each)
            for each in made
        ]
    return [each["value"] for each in _values(sources, {"value": asked})]


def _selected(rows: Rows, where: Q, kind: Any, actor: Actor) -> QuerySet[Any]:
    """The rows of a reference in their order, with what their shape shows."""
    found = visible(kind, rows.model, actor, kept=rows.shape is not None).filter(where)
    if rows.within is not None:
        found = rows.within(actor, found)
    if rows.shape is not None:
        found = found.annotate(**dict(_annotations(rows.shape)))
    return found.order_by(*ordering(rows.model, rows.order))


def _things(found: Iterable[Any], rows: Rows, kind: Any) -> list[Any]:
    """The rows themselves, which know what they are read as, or the plain things that they are read as."""
    if rows.shape is None:
        return [_typed(row, kind) for row in found]
    return [_made(row, rows.shape, kind) for row in found]


def _annotations(shape: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is asked of each row; a plain thing within a plain thing is asked for piece by piece."""
    for name, value in shape.items():
        if isinstance(value, Composite):
            yield from ((f"{_SHAPE}{name}_of_{inner}", each) for inner, each in value.shape.items())
        else:
            yield f"{_SHAPE}{name}", value


def _made(row: Any, shape: Mapping[str, Any], kind: Any) -> Any:
    """The plain thing that a row is read as."""
    within = {
        field.extensions["strawberry-definition"].python_name: get_named_type(field.type)
        for field in kind.fields.values()
    }
    made = {
        name: origin_of(within[name])(**{inner: getattr(row, f"{_SHAPE}{name}_of_{inner}") for inner in value.shape})
        if isinstance(value, Composite)
        else getattr(row, f"{_SHAPE}{name}")
        for name, value in shape.items()
    }
    return origin_of(kind)(**made)


def _page(rows: Rows, found: Any, kind: Any) -> PlainPage:
    page = page_of(rows, found)
    for node in page.nodes:
        _typed(node, kind)
    return page


def _typed(row: Any, kind: Any) -> Any:
    row.plain_type = kind.name
    return row


def _hanging(rows: Rows, sources: Sequence[Any], kind: Any, actor: Actor) -> list[list[Any]]:
    """The rows that hang on each source: one statement for all."""
    if not _tells_apart(rows):
        return _correlated(rows, sources, kind, actor)
    where = rows.where
    pairs = {lookup: value.name for lookup, value in where.children if isinstance(value, OuterRef)}
    rest = Q(*(child for child in where.children if not isinstance(child[1], OuterRef)))
    wanted = _columns(sources, tuple(pairs.values()))
    for number, lookup in enumerate(pairs):
        rest &= Q(**{f"{lookup}__in": {values[number] for values in wanted}})
    keys = {f"{_KEY}{number}": F(lookup) for number, lookup in enumerate(pairs)}
    found = defaultdict(list)
    for row in _selected(rows, rest, kind, actor).annotate(**keys):
        found[tuple(getattr(row, key) for key in keys)].append(row)
    return [found[values] for values in wanted]


def _tells_apart(rows: Rows) -> bool:
    """Whether the condition only compares, all at once, so that Python can tell by the values whose a row is."""
    where, query = rows.where, Query(rows.model)
    if where.connector != Q.AND or where.negated or not all(isinstance(child, tuple) for child in where.children):
        return False
    outer = [lookup for lookup, value in where.children if isinstance(value, OuterRef)]
    return bool(outer) and not any(query.solve_lookup_type(lookup)[0] for lookup in outer)


def _correlated(rows: Rows, sources: Sequence[Any], kind: Any, actor: Actor) -> list[list[Any]]:
    """For any condition: PostgreSQL says the keys of each source's rows, then all of these rows are loaded."""
    hanging = ArraySubquery(_selected(rows, rows.where, kind, actor).values("pk"))
    model = type(sources[0])
    asked = model._default_manager.filter(pk__in={row.pk for row in sources}).annotate(**{_KEY: hanging})
    keys: dict[Any, list[Any]] = dict(asked.order_by().values_list("pk", _KEY))
    all_keys = {key for each in keys.values() for key in each}
    found = {row.pk: row for row in _selected(rows, Q(pk__in=all_keys), kind, actor)}
    return [[found[key] for key in keys[row.pk]] for row in sources]


def _columns(sources: Sequence[Any], paths: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """The values of these paths for each row; a statement only for those that lead elsewhere."""
    model = type(sources[0])
    if not any("__" in path for path in paths):
        names = [path if path == "pk" else model._meta.get_field(path).attname for path in paths]
        return [tuple(getattr(row, name) for name in names) for row in sources]
    found = {
        key: tuple(values)
        for key, *values in model._default_manager.filter(pk__in={row.pk for row in sources}).values_list("pk", *paths)
    }
    return [found[row.pk] for row in sources]


def _values(sources: Sequence[Any], shape: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What expressions say of each row, in one statement."""
    names = {f"{_SHAPE}{name}": value for name, value in shape.items()}
    rows = type(sources[0])._default_manager.filter(pk__in={row.pk for row in sources}).annotate(**names)
    found = {key: dict(zip(shape, values, strict=True)) for key, *values in rows.order_by().values_list("pk", *names)}
    return [found[row.pk] for row in sources]
