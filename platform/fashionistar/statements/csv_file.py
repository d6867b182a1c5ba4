"""A statement as CSV, for spreadsheets: RFC 4180, UTF-8 with the mark that they look for."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from fashionistar.statements.selectors import Heading, StatementLine

_HEAD = ("Booked (UTC)", "Description", "Details", "Order", "Reference", "In", "Out", "Balance", "Currency")
#: What a spreadsheet may take for the beginning of a formula: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_file(heading: Heading, pages: Iterable[list[StatementLine]]) -> Iterator[bytes]:
    """The file, page by page."""
    currency = heading.opening.currency
    yield "\ufeff".encode()
    opening = ("", "Opening balance", "", "", "", "", "", str(heading.opening.amount), currency)
    yield _rows([_HEAD, opening])
    for page in pages:
        yield _rows(_row(line) for line in page)
    yield _rows([("", "Closing balance", "", "", "", "", "", str(heading.closing.amount), currency)])


def safe(text: str) -> str:
    """Text that no spreadsheet runs; what begins like a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _row(line: StatementLine) -> tuple[str, ...]:
    amount = str(abs(line.amount.amount))
    came, went = (amount, "") if line.amount.minor > 0 else ("", amount)
    return (
        f"{line.booked_at:%Y-%m-%d %H:%M:%S}",
        safe(line.description),
        safe(line.details),
        safe(line.order_number),
        safe(line.reference),
        came,
        went,
        str(line.balance.amount),
        line.balance.currency,
    )


def _rows(rows: Iterable[tuple[str, ...]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
