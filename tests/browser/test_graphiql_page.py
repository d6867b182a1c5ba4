"""GraphiQL in a real browser that resolves no name: the page works with no internet."""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from schema.graphiql.views import tour
from tests.browser.chromium import Json, Page, chromium, executable
from tests.live import LivePlatform

pytestmark = pytest.mark.browser

RESULT = "document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue() ?? ''"
WITHDRAW = "mutation($id: ID!) { offerWithdraw(input: {id: $id}) { offer { status } userErrors { code } } }"
VISIBLE = "document.querySelector('.result-window')?.innerText ?? ''"


@contextmanager
def browser(profile: Path, live_platform: LivePlatform) -> Iterator[Page]:
    """A browser of somebody's own that shows GraphiQL."""
    with chromium(profile) as tab:
        tab.open(f"{live_platform.url}/graphql/")
        tab.wait_for("!!document.querySelector('.graphiql-query-editor .CodeMirror')")
        yield tab


@pytest.fixture
def page(tmp_path: Path, live_platform: LivePlatform) -> Iterator[Page]:
    """A fresh browser that shows GraphiQL."""
    if executable() is None:
        pytest.skip("there is no Chromium on this machine")
    with browser(tmp_path / "profile", live_platform) as tab:
        yield tab


def run_step(page: Page, name: str) -> Json:
    """Open a step of the tour, press the execute button and wait for the result; its data."""
    number = next(int(step["name"][:2]) for step in tour() if step["name"][3:] == name)
    step = f".tour-step:nth-child({number})"
    page.click(f"{step} button")
    page.wait_for(f"document.querySelector({json.dumps(step)}).classList.contains('is-current')")
    page.click(".graphiql-execute-button")
    result = json.loads(str(page.wait_for(RESULT)))
    assert "errors" not in result, result["errors"]
    data: Json = result["data"]
    return data


def dig(value: Json, *path: str | int) -> Json:
    """What is at a path in JSON."""
    for step in path:
        if isinstance(value, list):
            value = value[int(step)]
        else:
            assert isinstance(value, dict)
            value = value[str(step)]
    return value


def hosts(page: Page) -> set[str]:
    """Every host that the page has asked for something."""
    return {urlsplit(url).netloc for url in page.requests if not url.startswith(("data:", "blob:"))}


def test_browse_in_the_page(page: Page, live_platform: LivePlatform, tmp_path: Path) -> None:
    data = run_step(page, "browse")
    png = page.screenshot(tmp_path / "graphiql.png")
    assert str(dig(data, "firstShop", "nodes", 0, "name")) in str(page.run(VISIBLE))
    assert hosts(page) == {urlsplit(live_platform.url).netloc}
    assert page.complaints == []
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1440, 900)
    assert len(png) > 50_000


def test_a_step_too_early_names_the_step_that_is_missing(page: Page) -> None:
    page.click(".tour-step:nth-child(4) button")
    page.wait_for("document.querySelector('.tour-step:nth-child(4)').classList.contains('is-current')")
    page.click(".graphiql-execute-button")

    result = json.loads(str(page.wait_for(RESULT)))

    message = "“{{cartId}}” is not known yet. Run step 3, “Make a cart”, first: its result gives it."
    assert result == {"errors": [{"message": message}]}


def test_tour_leads_to_the_payment_page_and_listens(page: Page, live_platform: LivePlatform) -> None:
    for name in ("browse", "sign-in", "cart-create", "cart-lines-add"):
        run_step(page, name)
    assert "Signed in as shopper@demo.fashionistar.test" in str(
        page.run("document.querySelector('.page-session').innerText")
    )

    data = run_step(page, "checkout")
    link = page.wait_for("document.querySelector('.page-link a')?.href")
    assert link == dig(data, "checkoutComplete", "payment", "authorizationUrl")

    page.click(".tour-step:nth-child(6) button")
    page.wait_for("document.querySelector('.tour-step:nth-child(6)').classList.contains('is-current')")
    page.click(".graphiql-execute-button")
    page.wait_for("document.querySelector('.graphiql-execute-button').ariaLabel.startsWith('Stop')")
    socket = live_platform.url.replace("http", "ws", 1) + "/graphql/"
    assert socket in page.requests
    assert page.complaints == []


def test_two_browsers_go_from_a_question_to_a_piece_in_the_cart(
    page: Page, tmp_path: Path, live_platform: LivePlatform
) -> None:
    for name in ("browse", "sign-in", "my-body", "fits-me", "talk", "ask"):
        run_step(page, name)
    with browser(tmp_path / "shop", live_platform) as shop:
        for name in ("browse", "owner-sign-in"):
            run_step(shop, name)
        said = dig(run_step(shop, "inbox"), "conversations", "nodes", 0)
        assert dig(said, "lastMessage", "body") == "Can you make it longer, in indigo?"
        assert dig(run_step(shop, "offer"), "offerMake", "offer", "status") == "OPEN"
    offer = dig(run_step(page, "offers"), "conversation", "offers", "nodes", 0, "id")
    agreed = dig(run_step(page, "accept"), "offerAccept", "offer")
    assert dig(agreed, "status") == "ACCEPTED"
    assert dig(agreed, "madeToMeasure", "agreedPrice", "amount") == "65000.00"
    terms = [dig(agreed, "madeToMeasure", "measurements", place, "term") for place in range(3)]
    assert terms == ["CHEST_GIRTH", "WAIST_GIRTH", "HIP_GIRTH"]
    # Out of her cart again, which is that of other tests of this platform.
    withdrawn = live_platform.send(WITHDRAW, {"id": offer}, token=live_platform.sign_in("owner"))
    assert withdrawn["offerWithdraw"] == {"offer": {"status": "WITHDRAWN"}, "userErrors": []}


def test_tour_signs_somebody_new_in_with_confidence(page: Page, live_platform: LivePlatform) -> None:
    registered = run_step(page, "register")
    assert dig(registered, "accountRegister", "challenge", "channel") == "EMAIL"
    # The code of the variables is nobody's: the page has filled in which challenge it is for.
    verified = run_step(page, "verify-address")
    assert dig(verified, "accountVerify", "userErrors", 0, "code") == "INVALID_CODE"
