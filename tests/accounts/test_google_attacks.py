"""What somebody tries who wants Google's word for what Google did not say."""

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import override_settings

from fashionistar.accounts.gateways import get_google
from fashionistar.accounts.models import AuditEntry, Challenge, Session, User
from fashionistar.kernel.sealing import keyed_hash
from tests.accounts.googling import LINK, SIGN_IN, answer, asked, linked
from tests.accounts.second_factors import inside, proved
from tests.accounts.test_sessions import actions
from tests.checkout.shopping import everything, faults, payload
from tests.google import ANDROID, IOS, WEB, Google, claims, id_token, key
from tests.people import People
from tests.wire.client import Wire

#: Its own key, which Google has never seen.
_EVIL = rsa.generate_private_key(public_exponent=65537, key_size=2048)
REFUSED = ("INVALID_TOKEN", ["idToken"])


def signed(nonce: str, secret: Any, algorithm: str, **headers: object) -> str:
    """A token of the attacker's own making."""
    return jwt.encode(claims(nonce), secret, algorithm=algorithm, headers={"kid": "one"} | headers)


def confused(nonce: str) -> str:
    """Signed by HMAC with Google's public key, which everybody has, for the secret."""
    public = key("one").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body, _ = signed(nonce, "x" * 32, "HS256").split(".")
    hs256 = jwt.get_algorithm_by_name("HS256")
    return f"{head}.{body}.{jwt.utils.base64url_encode(hs256.sign(f'{head}.{body}'.encode(), public)).decode()}"


def tampered(nonce: str) -> str:
    """What Google has signed, with another's subject in it."""
    head, _, signature = id_token(nonce).split(".")
    return f"{head}.{id_token(nonce, sub='666').split('.')[1]}.{signature}"


#: What is sent, and what the audit log says of it.
FORGED: dict[str, tuple[Callable[[str], str], str]] = {
    "another's key": (lambda nonce: signed(nonce, _EVIL, "RS256"), "signature"),
    "a key that the token brings along": (
        lambda nonce: signed(nonce, _EVIL, "RS256", jwk={"kty": "RSA"}, jku="https://evil.example", x5u="file:///"),
        "signature",
    ),
    "no algorithm": (lambda nonce: signed(nonce, "", "none"), "alg"),
    "the public key as a secret": (confused, "alg"),
    "another algorithm of the same key": (lambda nonce: signed(nonce, key("one"), "RS384"), "alg"),
    "an elliptic curve": (lambda nonce: signed(nonce, ec.generate_private_key(ec.SECP256R1()), "ES256"), "alg"),
    "other claims under Google's signature": (tampered, "signature"),
    "another key of Google's": (lambda nonce: signed(nonce, key("two"), "RS256"), "signature"),
    "a key that nobody has": (lambda nonce: signed(nonce, _EVIL, "RS256", kid="../../dev/null"), "kid"),
    "no key": (lambda nonce: jwt.encode(claims(nonce), key("one"), algorithm="RS256"), "kid"),
    "nothing": (lambda _: "", "malformed"),
    "words": (lambda _: "let me in é", "malformed"),
    "a header without end": (
        lambda _: f"{jwt.utils.base64url_encode(b'[' * 6000).decode()}.e30.e30",
        "malformed",
    ),
    "a very long one": (lambda nonce: id_token(nonce, picture="x" * 9000), "length"),
    "not its time yet": (lambda nonce: id_token(nonce, iat=int(time.time()) + 150), "iat"),
    "expired": (lambda nonce: id_token(nonce, exp=int(time.time()) - 150), "exp"),
    "without an end": (lambda nonce: id_token(nonce, exp=None), "exp"),
    "with an end that is none": (lambda nonce: id_token(nonce, exp="9999999999"), "exp"),
    "with an endless end": (lambda nonce: id_token(nonce, exp=float("inf")), "exp"),
    "without a beginning": (lambda nonce: id_token(nonce, iat=None), "iat"),
    "another issuer": (lambda nonce: id_token(nonce, iss="https://accounts.google.com.evil.example"), "iss"),
    "no issuer": (lambda nonce: id_token(nonce, iss=None), "iss"),
    "for somebody else's app": (lambda nonce: id_token(nonce, aud="6-evil.apps.googleusercontent.com"), "aud"),
    "for several": (lambda nonce: id_token(nonce, aud=[WEB, "6-evil.apps.googleusercontent.com"]), "aud"),
    "for nobody": (lambda nonce: id_token(nonce, aud=None), "aud"),
    "asked for by somebody else's app": (lambda nonce: id_token(nonce, azp="6-evil.apps.example"), "azp"),
    "nobody's": (lambda nonce: id_token(nonce, sub=None), "sub"),
    "with an empty subject": (lambda nonce: id_token(nonce, sub=""), "sub"),
    "with a number for a subject": (lambda nonce: id_token(nonce, sub=110169484474386276334), "sub"),
    "with a subject that is too long": (lambda nonce: id_token(nonce, sub="1" * 256), "sub"),
    "an address that is not verified": (lambda nonce: id_token(nonce, email_verified=False), "email_verified"),
    "one that a word says is": (lambda nonce: id_token(nonce, email_verified="true"), "email_verified"),
    "one that nothing is said of": (lambda nonce: id_token(nonce, email_verified=None), "email_verified"),
    "no address": (lambda nonce: id_token(nonce, email=None), "email"),
    "no nonce": (lambda _: id_token(None), "nonce"),
    "another nonce": (lambda _: id_token("another"), "nonce"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_google_did_not_say_signs_nobody_in_and_links_nothing(people: People, google: Google, name: str) -> None:
    linked(people.dami)
    wire = inside(proved(people.cleo))
    forge, reason = FORGED[name]
    for_sign_in, for_link = asked(), asked(wire, link=True)
    before = everything()
    answers = [
        Wire()(SIGN_IN, input=answer(for_sign_in, forge(for_sign_in["nonce"]))),
        wire(LINK, input=answer(for_link, forge(for_link["nonce"]))),
    ]
    assert [faults(each) for each in answers] == [[REFUSED]] * 2
    assert {payload(each)["userErrors"][0]["message"] for each in answers} == {
        "Google's answer is not accepted. Begin again with `googleNonceCreate`."
    }
    refused = AuditEntry.objects.filter(action="GOOGLE_REFUSED")
    assert [entry.detail for entry in refused] == [{"reason": reason}] * 2
    assert {entry.actor for entry in refused} == {"guest", f"user:{people.cleo.pk}"}
    assert Session.objects.count() == 1
    after = everything()
    for each in (before, after):
        each["Challenge"] = []  # a token that Google has signed uses its challenge up
    assert after == before


BELIEVED: dict[str, Callable[[str], str]] = {
    "its other spelling": lambda nonce: id_token(nonce, iss="accounts.google.com"),
    "for our server at the wish of our app": lambda nonce: id_token(nonce, aud=WEB, azp=ANDROID),
    "for our other app": lambda nonce: id_token(nonce, aud=IOS, azp=IOS),
    "at nobody's wish": lambda nonce: id_token(nonce, azp=None),
    "by its other key": lambda nonce: id_token(nonce, kid="two"),
    "by a clock that is 90 seconds ahead": lambda nonce: id_token(nonce, iat=int(time.time()) + 90),
    "by a clock that is 90 seconds behind": lambda nonce: id_token(nonce, exp=int(time.time()) - 90),
    "more than we want to know": lambda nonce: id_token(nonce, at_hash="x", picture="https://lh3.example/a", nbf="?"),
}


@pytest.mark.parametrize("name", BELIEVED)
def test_what_google_says_is_believed(db: None, google: Google, name: str) -> None:
    nonce = asked()
    assert faults(Wire()(SIGN_IN, input=answer(nonce, BELIEVED[name](nonce["nonce"])))) == []


def test_a_flood_of_forged_tokens_asks_google_once(db: None, google: Google) -> None:
    nonce = asked()
    for number in range(30):
        token = signed(nonce["nonce"], _EVIL, "RS256", kid=f"unknown-{number}")
        assert faults(Wire()(SIGN_IN, input=answer(nonce, token))) == [REFUSED]
    assert google.asked == 1


def test_a_token_is_good_once(people: People, google: Google) -> None:
    linked(people.dami)
    given = answer(asked())
    assert faults(Wire()(SIGN_IN, input=given)) == []
    assert faults(Wire()(SIGN_IN, input=given)) == [("CHALLENGE_OVER", None)]
    fresh = asked()
    again = given | {"challengeId": fresh["challengeId"], "verifier": fresh["verifier"]}
    assert faults(Wire()(SIGN_IN, input=again)) == [REFUSED]
    assert Session.objects.count() == 1


def test_a_token_that_was_stolen_on_its_way_is_worth_nothing_without_the_verifier(
    people: People, google: Google
) -> None:
    linked(people.dami)
    nonce = asked()
    stolen = answer(nonce)
    for verifier in ("", nonce["nonce"], keyed_hash("x"), "é" * 40):
        assert faults(Wire()(SIGN_IN, input=stolen | {"verifier": verifier})) in ([REFUSED], [("CHALLENGE_OVER", None)])
    assert Session.objects.count() == 0


def test_a_token_of_the_attackers_answers_no_challenge_of_another_page(people: People, google: Google) -> None:
    linked(people.cleo, "666", "cleo@gmail.com")
    hers, his = asked(), asked()
    slipped_in = id_token(his["nonce"], sub="666", email="cleo@gmail.com")
    assert faults(Wire()(SIGN_IN, input=answer(hers, slipped_in))) == [REFUSED]
    assert Session.objects.count() == 0


def test_a_nonce_lasts_ten_minutes_and_other_challenges_are_none(people: People, google: Google) -> None:
    nonce = asked()
    (challenge,) = Challenge.objects.all()
    assert 590 < (challenge.expires_at - challenge.created_at).total_seconds() < 610
    Challenge.objects.update(expires_at=challenge.created_at)
    assert faults(Wire()(SIGN_IN, input=answer(nonce))) == [("CHALLENGE_OVER", None)]
    Challenge.objects.update(expires_at=proved(people.dami).expires_at, purpose="PASSKEY")
    assert faults(Wire()(SIGN_IN, input=answer(nonce))) == [("CHALLENGE_OVER", None)]
    assert faults(Wire()(SIGN_IN, input=answer(nonce) | {"challengeId": "x"})) == [("CHALLENGE_OVER", ["challengeId"])]
    assert User.objects.count() == 1


def test_neither_a_nonce_to_link_signs_in_nor_one_to_sign_in_links(people: People, google: Google) -> None:
    wire = inside(proved(people.dami))
    to_link, to_sign_in = asked(wire, link=True), asked(wire)
    others = [inside(proved(people.dami)), inside(proved(people.cleo))]
    before = everything()
    assert faults(wire(SIGN_IN, input=answer(to_link))) == [("CHALLENGE_OVER", None)]
    assert faults(wire(LINK, input=answer(to_sign_in))) == [("CHALLENGE_OVER", None)]
    for other in others:
        assert faults(other(LINK, input=answer(to_link))) == [("CHALLENGE_OVER", None)], "another session's"
    assert everything() == before


def test_neither_token_nor_verifier_is_kept(people: People, google: Google) -> None:
    linked(people.dami)
    nonce = asked()
    given = answer(nonce)
    assert faults(Wire()(SIGN_IN, input=given)) == []
    kept = str(everything()) + str(list(AuditEntry.objects.values()))
    assert (given["idToken"] in kept, given["verifier"] in kept) == (False, False)


def test_without_client_ids_it_is_said_so(people: People, google: Google) -> None:
    wire, given = inside(proved(people.dami)), answer(asked())
    before = everything()
    with override_settings(GOOGLE_CLIENT_IDS=[]):
        get_google.cache_clear()
        answers = [
            Wire()("mutation { googleNonceCreate(input: {}) { nonce userErrors { code field } } }"),
            Wire()(SIGN_IN, input=given),
            wire(LINK, input=given),
        ]
    assert [faults(each) for each in answers] == [[("GOOGLE_NOT_CONFIGURED", None)]] * 3
    assert (everything(), actions()) == (before, [])


def test_while_google_is_away_it_is_said_so_and_the_nonce_stays_good(people: People, google: Google) -> None:
    linked(people.dami)
    google.status = 503
    given = answer(asked())
    (fault,) = payload(Wire()(SIGN_IN, input=given))["userErrors"]
    assert (fault["code"], actions()) == ("GOOGLE_UNAVAILABLE", [])
    google.status = 200
    get_google.cache_clear()
    assert faults(Wire()(SIGN_IN, input=given)) == []


def test_whoever_tries_too_often_is_told_to_wait(people: People, google: Google) -> None:
    limits = {"google-address": "2/minute", "sign-in-address": "5/minute"}
    with override_settings(THROTTLES=limits):
        nonces = [asked() for _ in "ab"]
        tried = [faults(Wire()(SIGN_IN, input=answer(nonces[0], "x"))) for _ in "abcdef"]
        query = "mutation { googleNonceCreate(input: {}) { userErrors { code field } } }"
        assert faults(Wire()(query)) == [("RATE_LIMITED", None)]
    assert tried == [[REFUSED]] * 5 + [[("RATE_LIMITED", None)]]
