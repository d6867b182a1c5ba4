"""`googleLink` and `googleUnlink`: only she herself says which Google account signs in to hers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fashionistar.accounts.google import GoogleAnswer
from fashionistar.accounts.models import AuditEntry, GoogleIdentity, TotpFactor, User
from fashionistar.accounts.services.google_link import google_link
from fashionistar.accounts.services.google_nonce_create import google_nonce_create
from tests.accounts.codes import TOKENS, ask, code_at, messages
from tests.accounts.googling import UNLINK, asked, link, linked, sign_in
from tests.accounts.second_factors import acting_in, at_once, inside, proved
from tests.accounts.test_sessions import actions, bearing
from tests.checkout.shopping import everything, faults, payload, refusals
from tests.google import SUBJECT, Google, id_token
from tests.people import People
from tests.wire.client import Wire, gid

OLD = timedelta(minutes=11)


def test_a_google_account_is_linked_whatever_its_address_and_signs_in_then(people: People, google: Google) -> None:
    wire = inside(proved(people.dami, mfa=False))
    assert wire("{ me { googleIdentity { email } } }").data["me"] == {"googleIdentity": None}
    made = payload(link(wire, email="dami@yahoo.example"))
    assert (made["userErrors"], made["user"]["googleIdentity"]["email"]) == ([], "dami@yahoo.example")
    assert payload(sign_in(email="dami@yahoo.example"))["user"]["id"] == gid(people.dami)
    assert actions() == ["GOOGLE_LINKED", "SIGNED_IN"]
    assert messages("dami@example.com")[0].startswith("A Google account was linked: it signs in from now on.")


def test_linking_the_same_one_again_changes_nothing(people: People, google: Google) -> None:
    wire = inside(proved(people.dami))
    first, again = (payload(link(wire)) for _ in "ab")
    assert first == again
    assert (GoogleIdentity.objects.count(), actions()) == (1, ["GOOGLE_LINKED"])


def test_another_one_is_linked_after_the_first_was_unlinked(people: People, google: Google) -> None:
    wire = inside(proved(people.dami))
    linked(people.dami, "the first")
    assert faults(link(wire)) == [("STATUS_CONFLICT", ["idToken"])]
    assert faults(wire(UNLINK)) == []
    assert faults(link(wire)) == []
    assert GoogleIdentity.objects.get().subject == SUBJECT


def test_one_that_belongs_to_another_account_stays_there(people: People, google: Google) -> None:
    linked(people.cleo)
    assert faults(link(inside(proved(people.dami)))) == [("ALREADY_TAKEN", ["idToken"])]
    assert GoogleIdentity.objects.get().user_id == people.cleo.pk
    assert payload(sign_in())["user"]["id"] == gid(people.cleo)
    assert AuditEntry.objects.filter(action="GOOGLE_REFUSED").values_list("user", "detail").get() == (
        people.dami.pk,
        {"reason": "taken"},
    )


@pytest.mark.parametrize("factor", [True, False])
@pytest.mark.parametrize("kind", ["link", "unlink"])
def test_both_want_a_recent_proof_by_the_second_factor_if_she_has_one(
    people: People, google: Google, kind: str, factor: bool
) -> None:
    session = proved(people.dami, mfa=False) if factor else proved(people.dami, ago=OLD)
    if factor:
        TotpFactor.objects.create(user=people.dami, secret="x", confirmed_at=timezone.now())
    if kind == "unlink":
        linked(people.dami)
    wire = inside(session)
    rows = list(GoogleIdentity.objects.values())
    assert faults(link(wire) if kind == "link" else wire(UNLINK)) == [("STEP_UP_REQUIRED", None)]
    assert (list(GoogleIdentity.objects.values()), actions(), google.asked) == (rows, [], 0)


def test_guests_and_those_without_one_unlink_nothing(people: People, google: Google) -> None:
    linked(people.cleo)
    wire = inside(proved(people.dami))
    before = everything()
    assert faults(wire(UNLINK)) == [("NOT_FOUND", None)]
    assert refusals(Wire()(UNLINK)) == ["UNAUTHENTICATED"]
    assert everything() == before


def test_what_is_unlinked_signs_nobody_in_and_she_is_told(people: People, google: Google) -> None:
    wire = inside(proved(people.dami))
    linked(people.dami)
    done = payload(wire(UNLINK))
    assert (done["userErrors"], done["user"]) == ([], {"googleIdentity": None})
    User.objects.filter(pk=people.dami.pk).update(email="efua@gmail.com")
    assert faults(sign_in()) == [("ACCOUNT_EXISTS", ["idToken"])]
    assert messages("dami@example.com")[0].startswith("The Google account was unlinked.")
    assert actions() == ["GOOGLE_UNLINKED", "GOOGLE_REFUSED"]


def test_who_came_by_google_can_always_sign_in_without(db: None, google: Google) -> None:
    wire = bearing(payload(sign_in())["accessToken"])
    assert payload(wire(UNLINK))["userErrors"] == []
    sent = payload(ask("otpRequest", login="efua@gmail.com"))["challenge"]["id"]
    signed = payload(ask("otpVerify", TOKENS, challengeId=sent, code=code_at("efua@gmail.com")))
    assert (signed["userErrors"], signed["user"]["email"]) == ([], "efua@gmail.com")


def test_only_she_sees_which_one_it_is(people: People, google: Google) -> None:
    identity = linked(people.dami)
    query = "query($id: ID!) { node(id: $id) { ... on GoogleIdentity { email } } }"
    seen = [Wire(who)(query, id=gid(identity)).data["node"] for who in (people.dami, people.cleo, None)]
    assert seen == [{"email": "efua@gmail.com"}, None, None]


@pytest.mark.django_db(transaction=True)
def test_one_google_account_that_two_link_at_once_is_ones(google: Google) -> None:
    people = People()
    sessions = [proved(people.dami), proved(people.cleo)]
    now = timezone.now()
    made = [google_nonce_create(actor=acting_in(session), link=True, now=now) for session in sessions]
    answers = [GoogleAnswer(each.challenge.pk, each.verifier, id_token(each.nonce)) for each in made]

    def send(number: int) -> None:
        google_link(actor=acting_in(sessions[number]), answer=answers[number], now=timezone.now())

    assert at_once(send, times=2) == ["ALREADY_TAKEN", "OK"]
    assert GoogleIdentity.objects.count() == 1


def test_a_nonce_to_link_with_goes_when_she_goes(people: People, google: Google) -> None:
    wire = inside(proved(people.dami))
    asked(wire, link=True)
    assert faults(wire("mutation { accountDelete(input: {}) { userErrors { code field } } }")) == []
    assert not everything()["Challenge"]
