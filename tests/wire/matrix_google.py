"""The permission matrix of Google accounts. Everybody's session has just begun, so a step-up is not asked for."""

from django.utils import timezone

from fashionistar.accounts.services.google_nonce_create import google_nonce_create
from fashionistar.kernel.actor import GUEST
from schema.lib.ids import global_id
from tests.accounts.googling import answer, asked, linked
from tests.google import id_token
from tests.wire.world import EVERYBODY, NOT_FOUND_BUT_DAMI_SIGNED_IN, Rows, World

#: What answers a nonce to sign in with links nothing.
NOT_WITH_ANOTHERS_NONCE = ("UNAUTHENTICATED", *("CHALLENGE_OVER",) * 4)


def _for_a_guest(_: World) -> dict[str, object]:
    made = google_nonce_create(actor=GUEST, link=False, now=timezone.now())
    challenge = global_id("Challenge", made.challenge.pk)
    return {"challengeId": challenge, "verifier": made.verifier, "idToken": id_token(made.nonce)}


def _linked_by_dami(world: World) -> dict[str, object]:
    linked(world.people.dami)
    return {}


GOOGLE: Rows = {
    "googleNonceCreate": (lambda _: {}, EVERYBODY),
    "tokenCreateByGoogle": (lambda _: answer(asked()), EVERYBODY),
    "googleLink": (_for_a_guest, NOT_WITH_ANOTHERS_NONCE),
    "googleUnlink": (_linked_by_dami, NOT_FOUND_BUT_DAMI_SIGNED_IN),
}
