"""Termii: what it is asked, and what we make of its answers."""

import httpx
import orjson
import pytest

from fashionistar.notifications.gateway import SendError
from fashionistar.notifications.gateways import senders_of
from fashionistar.notifications.gateways.termii import Termii
from fashionistar.notifications.models import Channel
from tests.notifications.providing import PHONE, TERMII_KEY, Provider, outgoing

#: What Termii answers, whether that is for good, and what is kept of it.
REFUSALS = {
    "key": (401, {"message": "Invalid API Key"}, False, "Termii refuses our key (HTTP 401)."),
    "not allowed": (403, {"message": "no"}, False, "Termii refuses our key (HTTP 403)."),
    "too many": (429, {"message": "Too Many Requests"}, False, "Termii is not available (HTTP 429)."),
    "broken": (500, b"<h1>Oops</h1>", False, "Termii is not available (HTTP 500)."),
    "gateway": (503, b"", False, "Termii is not available (HTTP 503)."),
    "elsewhere": (302, b"", False, "Termii says (HTTP 302): —"),
    "wrong path": (404, {"message": "The number was not found, invalid"}, False, None),
    "sender id": (400, {"message": "Invalid Sender Id"}, False, "Termii says (HTTP 400): Invalid Sender Id"),
    "balance": (400, {"message": "Insufficient balance"}, False, "Termii says (HTTP 400): Insufficient balance"),
    "route": (400, {"message": "You are not set up on this route"}, False, None),
    "number": (
        400,
        {"message": "Invalid phone number"},
        True,
        "Termii says (HTTP 400): Invalid phone number",
    ),
    "number, unprocessable": (422, {"message": "The destination is not valid"}, True, None),
    "failed with 200": (200, {"code": "error", "message": "Phone number is incorrect"}, True, None),
    "undecided with 200": (
        200,
        {"code": "error", "message_id": "1", "message": "hm"},
        False,
        "Termii says (HTTP 200): hm",
    ),
    "nothing with 200": (200, {}, False, "Termii says (HTTP 200): —"),
    "no id with 200": (200, {"code": "ok"}, False, None),
    "a list": (200, [1], False, "Termii says (HTTP 200): —"),
    "a page": (200, b"<html>ok</html>", False, "Termii says (HTTP 200): —"),
    "odd types": (200, {"code": None, "message": {"a": 1}}, False, "Termii says (HTTP 200): —"),
}


def test_it_is_asked_as_it_documents(termii: Provider) -> None:
    (sender,) = senders_of(Channel.SMS)
    sender.send(outgoing("314159 is your code."))
    (request,) = termii.asked
    assert request.path == "/api/sms/send"
    assert request.headers["Content-Type"] == "application/json"
    assert orjson.loads(request.body) == {
        "api_key": TERMII_KEY,
        "to": PHONE.removeprefix("+"),
        "from": "Fashion",
        "sms": "314159 is your code.",
        "type": "plain",
        "channel": "dnd",
    }


def test_letters_beyond_ascii_are_said_to_be_there(termii: Provider) -> None:
    (sender,) = senders_of(Channel.SMS)
    sender.send(outgoing("Ṣadé wrote to you."))
    assert orjson.loads(termii.asked[0].body)["type"] == "unicode"


@pytest.mark.parametrize("answer", [{"message_id": "1", "message": "Sent"}, {"code": "OK", "message_id": 7}])
def test_what_it_takes_is_sent(termii: Provider, answer: object) -> None:
    termii.answer = answer
    senders_of(Channel.SMS)[0].send(outgoing())


@pytest.mark.parametrize("case", REFUSALS)
def test_what_it_does_not_take_says_whether_that_is_for_good(termii: Provider, case: str) -> None:
    termii.status, termii.answer, is_permanent, told = REFUSALS[case]
    with pytest.raises(SendError) as refused:
        senders_of(Channel.SMS)[0].send(outgoing())
    assert refused.value.is_permanent is is_permanent
    assert told in (None, str(refused.value))
    assert len(termii.asked) == 1


def test_one_that_is_slow_or_away_may_be_tried_again(termii: Provider) -> None:
    termii.gate.clear()
    options = {"sender_id": "Fashion", "route": "dnd", "timeout": httpx.Timeout(0.2)}
    slow = Termii(TERMII_KEY, base_url=termii.url, **options)  # type: ignore[arg-type]
    away = Termii(TERMII_KEY, base_url="http://127.0.0.1:9", **options)  # type: ignore[arg-type]
    for sender, error in ((slow, "ReadTimeout"), (away, "ConnectError")):
        with pytest.raises(SendError, match=rf"^Termii does not answer \({error}\)\.$") as refused:
            sender.send(outgoing())
        assert not refused.value.is_permanent
