"""Finishes an answer that SQL alone could not: computed fields, and fields without the value that they promise."""

import asyncio
from collections.abc import Awaitable, Sequence
from inspect import isawaitable
from typing import Any

from graphql import GraphQLOutputType, is_list_type, is_non_null_type
from graphql.execution import Executor
from graphql.pyutils import Path

from schema.lib.projection.planned import PlannedField, PlannedObject


async def completed(executor: Executor[Any], planned: PlannedField, value: Any, path: Path, *, thorough: bool) -> Any:
    """Complete a field's value in place.

    Args:
        executor: The operation's; it runs the resolvers of computed fields and gathers errors.
        planned: The field.
        value: What the database answered for it.
        path: Where it is.
        thorough: Look at every field, since some promised value is missing; else only where something is computed.

    Raises:
        Exception: The field is not null and has no value; the nearest ancestor that may be null becomes null.
    """
    return await _value(_Completing(executor, thorough=thorough), planned, planned.type, value, path)


class _Completing:
    def __init__(self, executor: Executor[Any], *, thorough: bool) -> None:
        self.executor = executor
        self.thorough = thorough

    def concerns(self, planned: PlannedField) -> bool:
        return self.thorough or planned.waits


async def _value(run: _Completing, planned: PlannedField, kind: GraphQLOutputType, value: Any, path: Path) -> Any:
    if is_non_null_type(kind):
        found = await _value(run, planned, kind.of_type, value, path)
        if found is None:
            node = planned.details[0].node.name.value
            raise TypeError(f"Cannot return null for non-nullable field {path.typename}.{node}.")
        return found
    if value is None or planned.child is None:
        return value
    if is_list_type(kind):
        return await _gathered(
            [_item(run, planned, kind.of_type, each, path.add_key(at, None)) for at, each in enumerate(value)]
        )
    return await _object(run, planned.child, value, path)


async def _item(run: _Completing, planned: PlannedField, kind: GraphQLOutputType, value: Any, path: Path) -> Any:
    try:
        return await _value(run, planned, kind, value, path)
    except Exception as error:  # noqa: BLE001  (graphql-core decides what becomes of it)
        run.executor.handle_field_error(error, kind, planned.details, path)
        return None


async def _object(run: _Completing, planned: PlannedObject, value: dict[str, Any], path: Path) -> dict[str, Any]:
    names = [name for name, each in planned.fields.items() if run.concerns(each)]
    found = await _gathered(
        [
            _field(run, planned, planned.fields[name], value[name], path.add_key(name, planned.type.name))
            for name in names
        ]
    )
    value.update(zip(names, found, strict=True))
    return value


async def _field(run: _Completing, parent: PlannedObject, planned: PlannedField, value: Any, path: Path) -> Any:
    if planned.needs is not None:
        source = (
            None if value is None else {name: column.to_python(value[name]) for name, column in planned.needs.items()}
        )
        made = run.executor.execute_field(parent.type, source, planned.details, path, None)
        return await made if isawaitable(made) else made
    return await _item(run, planned, planned.type, value, path)


async def _gathered(work: Sequence[Awaitable[Any]]) -> list[Any]:
    """All of it at once, so that dataloaders see every key; the first failure after all have ended."""
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return list(results)
