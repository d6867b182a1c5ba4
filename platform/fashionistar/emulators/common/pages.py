"""The page that a person pays on, and its receipt."""

from pathlib import Path

from django.template import Context, Engine
from starlette.responses import HTMLResponse

_ENGINE = Engine(dirs=[str(Path(__file__).parent / "templates")])
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def payment_page(*, status: int = 200, **values: object) -> HTMLResponse:
    """The form, or with `paid` the receipt.

    Args:
        status: Of HTTP.
        values: `gateway`, `merchant`, `amount`, `email`, `reference`, `paid`, `return_url`, and the last `problem`.
    """
    html = _ENGINE.get_template("pay.html").render(Context(values))
    return HTMLResponse(html, status_code=status, headers={"Content-Security-Policy": _POLICY})
