"""Where the projection meets graphql-core: a reference is completed by one statement."""

from collections.abc import Mapping
from inspect import iscoroutinefunction
from typing import Any, override

from graphql import GraphQLField, GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo, get_argument_values
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path
from orjson import Fragment, loads
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from fashionistar.kernel.slots import kind, symbolic
from schema.lib.projection.completing import completed
from schema.lib.projection.planned import PlannedField
from schema.lib.projection.planner import Planner, RefusedError
from schema.lib.projection.plans import Plan, Plans, plan_of
from schema.lib.projection.rows import Rows
from schema.lib.projection.slots import Slots, Slotting
from schema.lib.projection.sql import VIOLATION
from schema.lib.projection.statements import run
from schema.lib.projection.variables import Variables
from schema.lib.threads import in_thread

#: The plans of this process.
PLANS = Plans(size=2_000)
_variables = Variables(size=2_000)


class ProjectingExecutor(StrawberryGraphQLCoreExecutionContext):
    """Completes `Rows` by one statement; everything else as graphql-core does."""

    @override
    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: "GraphQLResolveInfo[Any]",
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        if isinstance(result, Rows):
            return self._read(return_type, field_details_list, path, result)
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    async def _read(self, returned: GraphQLOutputType, details: FieldDetailsList, path: Path, rows: Rows) -> Any:
        context = self.context_value
        slots = Slots()
        nodes = tuple(id(each.node) for each in details)
        key = (
            nodes,
            kind(context.actor),
            context.rejected,
            _variables.given(nodes, details, self.fragment_definitions, self.variable_values.coerced),
            slots.structure(rows),
        )
        plan = PLANS.get(key)
        if plan is None:
            plan = await in_thread(lambda: self._plan(returned, details, path, rows))
            PLANS.put(key, plan)
        text = await run(plan.statement, slots.values, context.actor.key)
        if not plan.waits and VIOLATION not in text:
            return Fragment(text)
        found = loads(text.replace(VIOLATION, "null"))
        return await completed(self, plan.answer, found, path, thorough=VIOLATION in text)

    def _plan(self, returned: GraphQLOutputType, details: FieldDetailsList, path: Path, rows: Rows) -> Plan:
        planner = Planner(self.schema, symbolic(self.context_value.actor), self._collect, self._asker(path))
        text, child = planner.value_text(returned, details, Slotting().rows(rows))
        return plan_of(text, PlannedField(returned, details, child), (rows, details))

    def _collect(self, object_type: GraphQLObjectType, details: FieldDetailsList) -> Mapping[str, FieldDetailsList]:
        return self.collect_subfields(object_type, details).grouped_field_set

    def _asker(self, path: Path) -> Any:
        def ask(object_type: GraphQLObjectType, declared: GraphQLField, details: FieldDetailsList) -> Any:
            definition = declared.extensions["strawberry-definition"]
            if definition.base_resolver is None and not definition.permission_classes:
                return None
            nodes = [each.node for each in details]
            info = self.build_resolve_info(declared, nodes, object_type, path)
            if any(iscoroutinefunction(refuses.has_permission) for refuses in definition.permission_classes):
                # A coroutine is true, whatever it would have said.
                raise TypeError(f"a permission of {object_type}.{details[0].node.name.value} does not answer at once")
            if any(not refuses().has_permission(None, info) for refuses in definition.permission_classes):
                raise RefusedError
            if definition.base_resolver is None or declared.resolve is None:
                return None
            given = get_argument_values(declared, nodes[0], self.variable_values, details[0].fragment_variable_values)
            return declared.resolve(None, info, **given)

        return ask
