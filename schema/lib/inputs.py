"""What inputs have in common."""

import strawberry


@strawberry.input
class Bare:
    """The input of a mutation that needs to be told nothing; GraphQL has no input without a field."""

    client_mutation_id: str | None = strawberry.field(
        default=None, description="For the client's own use: the platform makes nothing of it."
    )
