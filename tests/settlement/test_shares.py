"""Who gets how much: exact by construction, whatever the amounts and rates."""

from hypothesis import given
from hypothesis import strategies as st

from fashionistar.kernel.shares import shares
from fashionistar.settlement.policies import Cut, Rates, cut, cut_to_return, cut_to_take

MINOR = st.integers(1, 10**12)
RATES = st.builds(Rates, st.integers(0, 5_000), st.integers(0, 10_000))


def test_fractions_of_a_minor_unit_are_the_vendors() -> None:
    assert cut(45_000_00, Rates(1_000, 750)) == Cut(4_500_00, 337_50)
    assert cut(9, Rates(1_000, 750)) == Cut(0, 0)
    assert cut(19_999, Rates(1_000, 750)) == Cut(1_999, 149)


@given(MINOR, RATES)
def test_a_cut_is_never_more_than_agreed_nor_than_the_sale(minor: int, rates: Rates) -> None:
    taken = cut(minor, rates)
    assert 0 <= minor * rates.commission_bp - taken.commission * 10_000 < 10_000
    assert 0 <= taken.commission * rates.tax_bp - taken.tax * 10_000 < 10_000
    assert taken.both <= minor


@given(MINOR, RATES, st.lists(st.tuples(st.booleans(), st.floats(0, 1)), max_size=20))
def test_bit_by_bit_is_as_at_once_in_any_order(minor: int, rates: Rates, steps: list[tuple[bool, float]]) -> None:
    """Releases and refunds of parts of a sale: what is kept is the cut of what is left."""
    left, kept = minor, cut_to_take(minor=minor, left=0, kept=Cut(), rates=rates)
    for back, part in steps:
        some = max(1, int((left if back else minor) * part))
        if back and some <= left:
            given_back = cut_to_return(minor=some, left=left, kept=kept, rates=rates)
            left, kept = left - some, Cut(kept.commission - given_back.commission, kept.tax - given_back.tax)
            assert 0 <= given_back.both <= some
        elif not back:
            taken = cut_to_take(minor=some, left=left, kept=kept, rates=rates)
            left, kept = left + some, Cut(kept.commission + taken.commission, kept.tax + taken.tax)
            assert 0 <= taken.both <= some
        # Where a single unit moves both by one, the tax waits for the next.
        aim = cut(left, rates)
        assert (kept.commission, kept.tax - aim.tax in {-1, 0, 1}) == (aim.commission, True)
        assert kept.both <= left
    if left:
        assert cut_to_return(minor=left, left=left, kept=kept, rates=rates) == kept


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**11), min_size=1, max_size=8))
def test_shares_are_exact_and_nobody_bears_more_than_there_is(minor: int, weights: list[int]) -> None:
    named = dict(enumerate(weights))
    minor = min(minor, sum(weights))
    borne = shares(minor, named)
    assert sum(borne.values()) == minor
    assert all(0 <= borne[key] <= weight for key, weight in named.items())
    exact = {key: minor * weight for key, weight in named.items()}
    assert all(abs(borne[key] * sum(weights) - exact[key]) < max(sum(weights), 1) for key in named)
