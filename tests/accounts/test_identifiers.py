"""An address has one form, and what only looks like it is nobody's."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from fashionistar.accounts.identifiers import clean_email
from fashionistar.accounts.models import User
from fashionistar.kernel.errors import DomainError
from tests.accounts.codes import ask, code_at, messages
from tests.accounts.second_factors import inside, proved
from tests.accounts.test_token_create import sign_in
from tests.checkout.shopping import everything, faults, payload
from tests.people import PASSWORD, People

#: How an address may be typed, and its one form.
ONE_FORM = {
    " Ada@Example.COM ": "ada@example.com",
    "ada+shop@example.com": "ada+shop@example.com",
    "ada@b\u00fccher.example": "ada@xn--bcher-kva.example",
    "ada@B\u00dcCHER.example": "ada@xn--bcher-kva.example",
    "ada@bu\u0308cher.example": "ada@xn--bcher-kva.example",
    "ada@XN--bcher-kva.example": "ada@xn--bcher-kva.example",
    "ada@\u1ecdj\u00e0.ng": "ada@xn--j-sfa590u.ng",  # Yoruba: a market
    "ada@\u043f\u043e\u0447\u0442\u0430.\u0440\u0444": "ada@xn--80a1acny.xn--p1ai",
    "ada@\u4f8b\u3048.jp": "ada@xn--r8jz45g.jp",
    "ada@demo.fashionistar.test": "ada@demo.fashionistar.test",
}
#: What could be taken for ada@example.com, or for the domain of many people's mail.
LOOK_ALIKES = {
    "a Cyrillic a before the @": "\u0430da@example.com",
    "full-width letters before the @": "\uff41da@example.com",
    "a joiner that nobody sees": "ada\u200d@example.com",
    "a soft hyphen": "a\u00adda@example.com",
    "a mark that turns the line around": "\u202eada@example.com",
    "a Cyrillic e in the domain": "ada@\u0435xample.com",
    "the same, as the DNS has it": "ada@xn--xample-2of.com",
    "a Latin alpha": "ada@ex\u0251mple.com",
    "a script g": "ada@\u0261mail.com",
    "an i without its dot": "ada@gma\u0131l.com",
    "full-width letters in the domain": "ada@\uff45\uff58\uff41mple.com",
    "an ideographic full stop": "ada@example\u3002com",
    "a sign for kelvin": "ada@\u212aenya.com",
    "a word that is all Cyrillic": "ada@\u0430\u0440\u0440\u04cf\u0435.com",
    "quotes": '"ada"@example.com',
    "an address for the domain": "ada@[127.0.0.1]",
}


@pytest.mark.parametrize("typed", ONE_FORM)
def test_an_address_has_one_form_however_it_is_typed(typed: str) -> None:
    assert clean_email(typed) == ONE_FORM[typed] == clean_email(ONE_FORM[typed])


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_look_alike_names_nobody_gets_no_code_and_opens_no_account(people: People, name: str) -> None:
    assert people.ada
    typed = LOOK_ALIKES[name]
    wire = inside(proved(people.dami))
    before = everything()
    assert faults(sign_in(typed)) == [("INVALID_CREDENTIALS", None)]
    for mutation in ("otpRequest", "passwordResetRequest"):
        assert faults(ask(mutation, login=typed)) == [("INVALID", ["login"])]
    assert faults(ask("accountRegister", email=typed, password=PASSWORD)) == [("INVALID", ["email"])]
    assert faults(ask("emailChangeRequest", wire=wire, email=typed)) == [("INVALID", ["email"])]
    assert everything() == before


def test_two_forms_of_an_address_are_one_account(db: None) -> None:
    german, dns = "efua@B\u00dcCHER.example", "efua@xn--bcher-kva.example"
    asked = payload(ask("accountRegister", email=german, password=PASSWORD))["challenge"]
    payload(ask("accountVerify", "userErrors { code }", challengeId=asked["id"], code=code_at(dns)))
    assert User.objects.get().email == dns
    assert [faults(sign_in(form)) for form in (german, dns, german.lower())] == [[]] * 3
    with override_settings(OTP_COOL_DOWN=timedelta(0)):
        assert faults(ask("accountRegister", email=dns.upper(), password=PASSWORD)) == []
    assert "You already have an account" in messages(dns)[-1]


def test_tries_are_counted_for_the_account_and_not_for_how_it_is_written(people: People) -> None:
    User.objects.filter(pk=people.dami.pk).update(email="dami@xn--bcher-kva.example", phone="+254712345678")
    forms = ["dami@b\u00fccher.example", "DAMI@xn--bcher-kva.example"], ["+254712345678", "+254 712 345 678"]
    for one, other in forms:
        with override_settings(THROTTLES={"sign-in-address": "99/minute", "sign-in-login": "1/minute"}):
            assert faults(sign_in(one, "wrong")) == [("INVALID_CREDENTIALS", None)]
            assert faults(sign_in(other)) == [("RATE_LIMITED", ["login"])]


@pytest.mark.parametrize("email", ["\u0430da@example.com", "ada@b\u00fccher.example", "a da@example.com"])
def test_the_database_keeps_no_other_form(db: None, email: str) -> None:
    with pytest.raises(IntegrityError, match="user_email_ascii"), transaction.atomic():
        User.objects.create(email=email)


def test_an_address_that_no_row_can_hold_is_refused() -> None:
    with pytest.raises(DomainError):
        clean_email(f"{'a' * 64}@{'.'.join(['b' * 60] * 4)}.com")
