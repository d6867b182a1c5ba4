"""How an amount is divided: a pure function of integer minor units."""

from collections.abc import Mapping


def shares[Key](amount: int, among: Mapping[Key, int]) -> dict[Key, int]:
    """Divide an amount in proportion to what each may take, none more than that; the sum is exact.

    Largest remainders (Hamilton's method): whole units first, the rest one by one to the largest fractions.

    Args:
        amount: Zero or more, at most the sum of `among`.
        among: What each may take, zero or more; the order decides between equal remainders.

    Raises:
        ValueError: It is more than they may take.
    """
    whole = sum(among.values())
    if not 0 <= amount <= whole:
        raise ValueError(f"{amount} cannot be divided among {whole}")
    if amount == 0:
        return dict.fromkeys(among, 0)
    given = {key: amount * most // whole for key, most in among.items()}
    by_remainder = sorted(among, key=lambda key: -(amount * among[key] % whole))
    for key in by_remainder[: amount - sum(given.values())]:
        given[key] += 1
    return given
