"""Make the address of a statement's file."""

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.throttle import throttle
from fashionistar.ledger.account_refs import AccountRef
from fashionistar.statements.links import Link, StatementFormat, sign
from fashionistar.statements.selectors import Period, heading_of, may_read

#: A PDF is laid out as a whole; longer statements come as CSV, which is written line by line.
MOST_PDF_LINES = 5_000


def statement_export(*, actor: Actor, ref: AccountRef | None, period: Period, form: StatementFormat) -> str:
    """Return the token of an address that is good for `STATEMENT_LINK_LIFETIME`.

    Raises:
        DomainError: NOT_FOUND: no such wallet or shop, or its statement is not the actor's to read; INVALID: the period
            ends before it begins, or has too many lines for a PDF; RATE_LIMITED.
    """
    if ref is None or not may_read(actor, ref):
        raise refuse(ErrorCode.NOT_FOUND, "You have no such wallet, and read the books of no such shop.")
    if period.first and period.last and period.last < period.first:
        raise refuse(ErrorCode.INVALID, "The period ends before it begins.", "to")
    throttle("statement-account", str(actor.key))
    if form is StatementFormat.PDF and heading_of(ref, period).lines > MOST_PDF_LINES:
        raise refuse(ErrorCode.INVALID, f"A PDF has at most {MOST_PDF_LINES} lines. Take CSV.", "format")
    return sign(Link(actor, ref, period, form))
