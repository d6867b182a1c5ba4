"""A statement as PDF, to be printed and handed on; Roboto has the signs of naira and cedi and our diacritics."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import override

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from fashionistar.kernel.money import Money
from fashionistar.ledger.chart import AccountCode
from fashionistar.statements.selectors import Heading, StatementLine

_SIGNS = {"NGN": "₦", "GHS": "GH₵", "KES": "KSh", "ZAR": "R", "USD": "$"}
#: Millimetres; together with the margins an A4 page.
_WIDTHS = (30.0, 80.0, 26.0, 26.0, 28.0)
_HEAD = ("Booked (UTC)", "What happened", "In", "Out", "Balance")
_ROW = 6.5
_TITLES = {
    AccountCode.WALLET: "Statement of wallet",
    AccountCode.VENDOR_PAYABLE: "Statement of earnings",
    AccountCode.VENDOR_RECEIVABLE: "Statement of what is owed to Fashionistar",
}
_CHUNK = 64 * 1024


def pdf_file(heading: Heading, pages: Iterable[list[StatementLine]]) -> Iterator[bytes]:
    """The file, in chunks; it is laid out as a whole first."""
    pdf = _Statement(heading)
    pdf.add_page()
    pdf.lead()
    pdf.table_head()
    for page in pages:
        for line in page:
            pdf.line_of(line)
    pdf.close_balance()
    data = bytes(pdf.output())
    yield from (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))


def in_words(money: Money) -> str:
    """An amount with its sign, thousands apart."""
    return f"{'−' if money.minor < 0 else ''}{_SIGNS[money.currency]}{abs(money.amount):,}"


@cache
def _font(name: str) -> str:
    return str(files("font_roboto") / "files" / name)


class _Statement(FPDF):
    """The pages of a statement."""

    def __init__(self, heading: Heading) -> None:
        super().__init__(format="A4")
        self.told = heading
        self.set_margins(10, 14, 10)
        self.set_auto_page_break(auto=True, margin=18)
        self.add_font("Roboto", "", _font("Roboto-Regular.ttf"))
        self.add_font("Roboto", "B", _font("Roboto-Bold.ttf"))
        self.set_draw_color(205)
        self.set_title(_TITLES[heading.ref.code])
        self.set_lang("en")

    @override
    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("Roboto", size=8)
        self.set_text_color(110)
        text = f"Fashionistar · {self.told.owner} · page {self.page_no()} of {{nb}}"
        self.cell(0, 6, text, align=Align.C)
        self.set_text_color(0)

    def lead(self) -> None:
        """Whose it is, of when, and what it begins and ends with."""
        told = self.told
        self._text(_TITLES[told.ref.code], 17, 9, bold=True)
        self._text(f"{told.owner} · {told.opening.currency}", 11, 6)
        first, last = (
            other if day is None else f"{day:%d %B %Y}"
            for day, other in ((told.period.first, "the beginning"), (told.period.last, "now"))
        )
        self._text(f"From {first} to {last}", 11, 6)
        self.ln(2)
        self._text(f"Opening balance  {in_words(told.opening)}", 11, 6)
        self._text(f"Closing balance  {in_words(told.closing)}", 11, 6, bold=True)
        self.ln(4)

    def table_head(self) -> None:
        """The names of the columns, on each page."""
        self.set_font("Roboto", "B", 9)
        self.set_fill_color(238)
        self._cells(_HEAD, fill=True)
        self.set_font("Roboto", size=9)

    def line_of(self, line: StatementLine) -> None:
        """One row, and a second one that says how it comes about."""
        if self.will_page_break(_ROW * (2 if line.details else 1)):
            self.add_page()
            self.table_head()
        amount = in_words(Money(abs(line.amount.minor), line.amount.currency))
        came, went = (amount, "") if line.amount.minor > 0 else ("", amount)
        self._cells((f"{line.booked_at:%Y-%m-%d %H:%M}", line.description, came, went, in_words(line.balance)))
        if line.details:
            self.set_text_color(110)
            self.cell(_WIDTHS[0], _ROW)
            self.cell(sum(_WIDTHS[1:]), _ROW, line.details, border="B", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.set_text_color(0)

    def close_balance(self) -> None:
        """The last row."""
        if not self.told.lines:
            self._cells(("", "Nothing happened in this period.", "", "", ""))
        self.set_font("Roboto", "B", 9)
        self._cells(("", "Closing balance", "", "", in_words(self.told.closing)), fill=True)

    def _text(self, text: str, size: int, height: float, *, bold: bool = False) -> None:
        self.set_font("Roboto", "B" if bold else "", size)
        self.cell(0, height, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _cells(self, texts: tuple[str, ...], *, fill: bool = False) -> None:
        for at, (text, width) in enumerate(zip(texts, _WIDTHS, strict=True)):
            align = Align.L if at < 2 else Align.R
            self.cell(width, _ROW, self._fitting(text, width - 2), border="B", align=align, fill=fill)
        self.ln()

    def _fitting(self, text: str, width: float) -> str:
        if self.get_string_width(text) <= width:
            return text
        while text and self.get_string_width(text + "…") > width:
            text = text[:-1]
        return text + "…"
