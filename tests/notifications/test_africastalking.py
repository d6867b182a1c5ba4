"""Africa's Talking: what it is asked, and what we make of its answers."""

from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from pytest_django.fixtures import Settings

from fashionistar.notifications.gateway import SendError
from fashionistar.notifications.gateways import senders_of
from fashionistar.notifications.gateways.africastalking import AfricasTalking
from fashionistar.notifications.models import Channel
from tests.notifications.providing import AFRICAS_TALKING_KEY, PHONE, Provider, of_africas_talking, outgoing

NOBODY: dict[str, Any] = {"SMSMessageData": {"Message": "InvalidSenderId", "Recipients": []}}
#: What it answers, whether that is for good, and what is kept of it.
REFUSALS = {
    "key": (
        401,
        b"The supplied authentication is invalid",
        False,
        "Africa's Talking refuses our key (HTTP 401).",
    ),
    "bad form": (400, b"Request is missing required form field 'to'", False, "Africa's Talking says (HTTP 400): —"),
    "broken": (500, b"", False, "Africa's Talking is not available (HTTP 500)."),
    "sender id": (201, NOBODY, False, "Africa's Talking says (HTTP 201): InvalidSenderId"),
    "risk": (201, of_africas_talking(401, "RiskHold"), False, "Africa's Talking says (401): RiskHold"),
    "sender id of one": (201, of_africas_talking(402, "InvalidSenderId"), False, None),
    "number": (
        201,
        of_africas_talking(403, "InvalidPhoneNumber"),
        True,
        "Africa's Talking says (403): InvalidPhoneNumber",
    ),
    "landline": (201, of_africas_talking("404", "UnsupportedNumberType"), True, None),
    "balance": (201, of_africas_talking(405, "InsufficientBalance"), False, None),
    "wants none": (201, of_africas_talking(406, "UserInBlacklist"), True, None),
    "no route": (201, of_africas_talking(407, "CouldNotRoute"), False, None),
    "do not disturb": (201, of_africas_talking(409, "DoNotDisturbRejection"), False, None),
    "gateway": (201, of_africas_talking(501, "GatewayError"), False, None),
    "unheard of": (201, of_africas_talking(777, "New"), False, "Africa's Talking says (777): New"),
    "an old refusal with 500": (500, of_africas_talking(403, "InvalidPhoneNumber"), False, None),
    "a number with 400": (400, of_africas_talking(403, "InvalidPhoneNumber"), False, None),
    "no code": (201, of_africas_talking("", "Success"), False, None),
    "a yes": (201, {"SMSMessageData": {"Recipients": [{"statusCode": True}]}}, False, None),
    "somebody odd": (201, {"SMSMessageData": {"Recipients": ["101"]}}, False, None),
    "two people": (201, {"SMSMessageData": {"Recipients": [{"statusCode": 101}] * 2}}, False, None),
    "an odd list": (201, {"SMSMessageData": {"Recipients": {"statusCode": 101}}}, False, None),
    "odd data": (200, {"SMSMessageData": 101}, False, "Africa's Talking says (HTTP 200): —"),
    "a page": (200, b"<html>101</html>", False, "Africa's Talking says (HTTP 200): —"),
}


def test_it_is_asked_as_it_documents(africas_talking: Provider) -> None:
    (sender,) = senders_of(Channel.SMS)
    sender.send(outgoing("314159 is your code, Ṣadé."))
    (request,) = africas_talking.asked
    assert request.path == "/version1/messaging"
    assert request.headers["apiKey"] == AFRICAS_TALKING_KEY
    assert request.headers["Accept"] == "application/json"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    form = {"username": ["fashionistar"], "to": [PHONE], "message": ["314159 is your code, Ṣadé."]}
    assert parse_qs(request.body.decode()) == form


def test_a_registered_sender_is_named(africas_talking: Provider, settings: Settings) -> None:
    settings.AFRICASTALKING_SENDER_ID = "Fashion"
    senders_of(Channel.SMS)[0].send(outgoing())
    assert parse_qs(africas_talking.asked[0].body.decode())["from"] == ["Fashion"]


@pytest.mark.parametrize("code", [100, 101, 102, "101"])
def test_what_it_takes_is_sent(africas_talking: Provider, code: int | str) -> None:
    africas_talking.answer = of_africas_talking(code, "Success")
    senders_of(Channel.SMS)[0].send(outgoing())


@pytest.mark.parametrize("case", REFUSALS)
def test_what_it_does_not_take_says_whether_that_is_for_good(africas_talking: Provider, case: str) -> None:
    africas_talking.status, africas_talking.answer, is_permanent, told = REFUSALS[case]
    with pytest.raises(SendError) as refused:
        senders_of(Channel.SMS)[0].send(outgoing())
    assert refused.value.is_permanent is is_permanent
    assert told in (None, str(refused.value))
    assert len(africas_talking.asked) == 1


def test_one_that_is_slow_may_be_tried_again(africas_talking: Provider) -> None:
    africas_talking.gate.clear()
    timeout = httpx.Timeout(0.2)
    slow = AfricasTalking("shop", AFRICAS_TALKING_KEY, sender_id="", base_url=africas_talking.url, timeout=timeout)
    with pytest.raises(SendError, match=r"^Africa's Talking does not answer \(ReadTimeout\)\.$") as refused:
        slow.send(outgoing())
    assert not refused.value.is_permanent
