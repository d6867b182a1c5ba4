"""What can be measured is named once, and garments ask for nothing else."""

import pytest

from fashionistar.measurements.estimation.terms import CATALOGUE, GARMENTS, Garment, Term


def test_every_term_is_defined_in_the_catalogue() -> None:
    assert set(CATALOGUE) == set(Term)
    names = [definition.name for definition in CATALOGUE.values()]
    assert len(set(names)) == len(names)
    assert all(definition.how for definition in CATALOGUE.values())


@pytest.mark.parametrize("garment", Garment)
def test_a_garment_lists_terms_in_the_order_of_the_catalogue(garment: Garment) -> None:
    order = list(CATALOGUE)
    places = [order.index(term) for term in GARMENTS[garment]]
    assert places == sorted(set(places))
    assert {Term.WAIST_GIRTH, Term.HIP_GIRTH} <= set(GARMENTS[garment])
