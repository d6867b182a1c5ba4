"""Begin to read a statement's file."""

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.statements.links import Link
from fashionistar.statements.selectors import Heading, heading_of, may_read


def statement_read(*, actor: Actor, link: Link) -> Heading:
    """The statement's heading, if the actor may read it now; `lines_of` has its lines.

    Args:
        actor: Who the link's actor is now.
        link: What is asked for.

    Raises:
        DomainError: NOT_FOUND: she may not read it any more.
    """
    if not may_read(actor, link.ref):
        raise refuse(ErrorCode.NOT_FOUND, "This statement is not yours to read.")
    return heading_of(link.ref, link.period)
