"""Comparisons, pure: whatever both sides say."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fashionistar.reconciliation.models import DifferenceKind
from fashionistar.reconciliation.policies import AT_REST, Booked, Standing, Told, differences

_MINOR = st.integers(0, 2**63 - 1)
_STANDINGS = st.sampled_from(Standing)
_CURRENCIES = st.sampled_from(("NGN", "GHS"))
TOLD = st.builds(
    Told,
    standing=_STANDINGS,
    status=st.sampled_from(("A", "B")),
    minor=_MINOR,
    fee_minor=st.none() | _MINOR,
    currency=_CURRENCIES,
    at=st.none(),
)
BOOKED = st.builds(
    Booked,
    standing=_STANDINGS.filter(lambda one: one is not Standing.UNKNOWN),
    status=st.sampled_from(("A", "B")),
    minor=_MINOR,
    fee_minor=_MINOR,
    currency=_CURRENCIES,
    at=st.none(),
    is_posted=st.booleans(),
    is_expected=st.booleans(),
    is_under_way=st.booleans(),
)


def kinds(told: Told | None, booked: Booked | None) -> set[DifferenceKind]:
    return {finding.kind for finding in differences(told, booked)}


@given(TOLD, BOOKED)
def test_sides_that_say_the_same_never_differ_and_any_other_figure_does(told: Told, booked: Booked) -> None:
    alike = replace(
        booked,
        standing=told.standing,
        minor=told.minor,
        fee_minor=told.fee_minor or 0,
        currency=told.currency,
        is_posted=True,
    )
    assert kinds(told, alike) == set()
    moved = told.standing not in AT_REST
    assert kinds(told, replace(alike, minor=told.minor - 1)) == ({DifferenceKind.AMOUNT} if moved else set())
    other = replace(alike, fee_minor=alike.fee_minor + 1)
    is_told = told.standing is Standing.MOVED and told.fee_minor is not None
    assert kinds(told, other) == ({DifferenceKind.FEE} if is_told else set())
    foreign = replace(alike, currency="KES")
    assert kinds(told, foreign) == ({DifferenceKind.CURRENCY} if moved else set())
    gone = replace(alike, is_posted=False)
    lost = told.standing is Standing.MOVED
    assert kinds(told, gone) == ({DifferenceKind.MISSING_IN_BOOKS} if lost else set())


@given(TOLD, BOOKED)
def test_money_that_moved_on_one_side_alone_is_always_found(told: Told, booked: Booked) -> None:
    found = kinds(told, booked)
    if (told.standing is Standing.MOVED) is not (booked.standing is Standing.MOVED) and not booked.is_under_way:
        assert found & {DifferenceKind.STATUS, DifferenceKind.CURRENCY}
    if told.standing is Standing.UNKNOWN and not booked.is_under_way:
        assert found
    assert (kinds(told, None) == {DifferenceKind.MISSING_IN_BOOKS}) is (told.standing not in AT_REST)
    assert (kinds(None, booked) == {DifferenceKind.MISSING_AT_GATEWAY}) is booked.is_expected
    assert kinds(None, None) == set()


@given(TOLD, BOOKED, st.sampled_from(("A", "B")))
def test_a_difference_is_known_again_by_its_figures_or_its_statuses(told: Told, booked: Booked, word: str) -> None:
    for finding in differences(told, booked):
        again = next(one for one in differences(replace(told, status=word), booked) if one.kind is finding.kind)
        same = finding.kind is not DifferenceKind.STATUS or word == told.status
        assert (again.facts == finding.facts) is same
        assert len(finding.facts) <= 120
