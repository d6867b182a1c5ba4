"""`profileUpdate`: how one is called and likes to be served."""

import pytest

from fashionistar.accounts.models import AuditEntry, User
from tests.checkout.shopping import everything, faults, payload
from tests.people import People
from tests.wire.client import Answer, Wire, gid

UPDATE = """mutation($input: ProfileUpdateInput!) { profileUpdate(input: $input) {
  user { id name locale currency } userErrors { code message field } } }"""
ME = "{ me { name locale currency } }"


def update(user: User, **given: object) -> Answer:
    """Send `profileUpdate`."""
    return Wire(user)(UPDATE, input=given)


def noted() -> list[tuple[str, dict[str, object]]]:
    """What the audit log holds, oldest first."""
    return list(AuditEntry.objects.order_by("created_at", "id").values_list("action", "detail"))


def test_a_new_user_has_english_and_no_currency(people: People) -> None:
    assert Wire(people.dami)(ME).data["me"] == {"name": "Dami", "locale": "en", "currency": None}


def test_all_of_it_is_changed_at_once_and_noted_without_what_it_says(people: People) -> None:
    made = payload(update(people.dami, name="  Dami Odu ", locale="yo-NG", currency="NGN"))
    assert made == {
        "user": {"id": gid(people.dami), "name": "Dami Odu", "locale": "yo-NG", "currency": "NGN"},
        "userErrors": [],
    }
    assert noted() == [("PROFILE_CHANGED", {"fields": "name,locale,currency"})]
    assert AuditEntry.objects.get().actor == f"user:{people.dami.pk}"


@pytest.mark.parametrize(
    ("given", "name", "locale", "currency"),
    [
        ({"name": "Damilola"}, "Damilola", "en", None),
        ({"name": ""}, "", "en", None),
        ({"locale": "sw-KE"}, "Dami", "sw-KE", None),
        ({"currency": "KES"}, "Dami", "en", "KES"),
        ({"name": None, "locale": None, "currency": "ZAR"}, "Dami", "en", "ZAR"),
    ],
)
def test_what_is_left_out_stays(
    people: People, given: dict[str, object], name: str, locale: str, currency: str | None
) -> None:
    assert faults(update(people.dami, **given)) == []
    assert Wire(people.dami)(ME).data["me"] == {"name": name, "locale": locale, "currency": currency}


@pytest.mark.parametrize("given", [{}, {"name": "Dami", "locale": "EN"}, {"name": None}])
def test_what_changes_nothing_is_not_noted(people: People, given: dict[str, object]) -> None:
    assert people.dami
    before = everything()
    assert payload(update(people.dami, **given))["user"]["name"] == "Dami"
    assert (everything(), noted()) == (before, [])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("en_ng", "en-NG"),
        (" FR-ci ", "fr-CI"),
        ("pcm-NG", "pcm-NG"),
        ("zh-hant-hk", "zh-Hant-HK"),
        ("fr-419", "fr-419"),
    ],
)
def test_a_language_is_kept_as_the_standard_writes_it(people: People, given: str, kept: str) -> None:
    assert payload(update(people.dami, locale=given))["user"]["locale"] == kept


@pytest.mark.parametrize("given", ["", "english", "xx", "no such", "x-private", "und", "en-NG\n;", "e" * 300])
def test_what_is_no_language_is_refused(people: People, given: str) -> None:
    assert people.dami
    before = everything()
    assert faults(update(people.dami, name="Other", locale=given)) == [("INVALID", ["locale"])]
    assert (everything(), noted()) == (before, [])


def test_a_language_tag_that_does_not_fit_is_refused(people: People) -> None:
    (fault,) = payload(update(people.dami, locale="en-u-ca-buddhist"))["userErrors"]
    assert fault == {
        "code": "INVALID",
        "field": ["locale"],
        "message": "A language tag has at most 12 characters here.",
    }


def test_a_name_that_is_too_long_is_refused(people: People) -> None:
    assert faults(update(people.dami, name="x" * 121)) == [("INVALID", ["name"])]
    assert faults(update(people.dami, name="x" * 120)) == []


def test_a_currency_that_is_not_traded_in_is_refused_by_the_schema(people: People) -> None:
    assert "'EUR'" in update(people.dami, currency="EUR")["errors"][0]["message"]
