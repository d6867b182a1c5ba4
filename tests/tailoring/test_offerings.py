"""What a shop makes to measure: set as a whole by those who manage its products, read by everybody."""

from typing import Any

from fashionistar.measurements.estimation.terms import GARMENTS, Garment
from fashionistar.tailoring.models import Offering
from tests.checkout.shopping import everything, faults, payload
from tests.factories.catalogue import garment
from tests.measurements.measuring import said
from tests.people import People
from tests.tailoring.sewing import OFFERING, offered
from tests.wire.client import Wire, gid

GIVEN: dict[str, Any] = {
    "leadTimeDays": 21,
    "garment": "AGBADA",
    "options": [
        {
            "name": " Collar ",
            "choices": [
                {"name": "Round"},
                {"name": "Embroidered", "surcharges": [{"amount": "5000", "currency": "NGN"}]},
            ],
        }
    ],
    "fabrics": [{"name": "Guinea cotton", "description": "Soft"}, {"name": "Aso oke", "available": False}],
}
SHOWN = """madeToMeasure madeToMeasureOffering { leadTimeDays terms
  options { name required choices { name surcharges { amount currency } } }
  fabrics { name description available surcharges { amount currency } } }"""


def test_a_shop_says_how_a_product_is_made_and_everybody_reads_it(people: People) -> None:
    product = garment(people.atelier).product
    given = {"productId": gid(product), "offering": GIVEN}
    for _ in "ab":
        made = said(people.ada, "productMadeToMeasureSet", f"product {{ {SHOWN} }} userErrors {{ code }}", **given)
        assert payload(made)["userErrors"] == []
    read = Wire()(f"query($id: ID!) {{ product(id: $id) {{ {SHOWN} }} }}", id=gid(product)).data["product"]
    assert read == payload(made)["product"]
    assert read["madeToMeasure"] is True
    assert read["madeToMeasureOffering"] == {
        "leadTimeDays": 21,
        "terms": [str(term) for term in GARMENTS[Garment.AGBADA]],
        "options": [
            {
                "name": "Collar",
                "required": True,
                "choices": [
                    {"name": "Round", "surcharges": []},
                    {"name": "Embroidered", "surcharges": [{"amount": "5000.00", "currency": "NGN"}]},
                ],
            }
        ],
        "fabrics": [
            {"name": "Guinea cotton", "description": "Soft", "available": True, "surcharges": []},
            {"name": "Aso oke", "description": "", "available": False, "surcharges": []},
        ],
    }
    assert Offering.objects.count() == 1
    ended = said(
        people.ada,
        "productMadeToMeasureSet",
        f"product {{ {SHOWN} }} userErrors {{ code }}",
        **given | {"offering": None},
    )
    assert payload(ended)["product"] == {"madeToMeasure": False, "madeToMeasureOffering": None}
    assert Offering.objects.count() == 0


_MINUS = {"name": "Round", "surcharges": [{"amount": "-1", "currency": "NGN"}]}


REFUSED: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"leadTimeDays": 0}, "INVALID", ["leadTimeDays"]),
    ({"garment": None}, "REQUIRED", ["terms"]),
    ({"options": [{"name": "Collar", "choices": []}]}, "INVALID", ["options", "0", "choices"]),
    ({"options": [{"name": "", "choices": [{"name": "Round"}]}]}, "INVALID", ["options", "0", "name"]),
    (
        {"options": [{"name": "Collar", "choices": [_MINUS]}]},
        "INVALID",
        ["options", "0", "choices", "0", "surcharges"],
    ),
    ({"fabrics": [{"name": "Lace"}, {"name": "Lace"}]}, "INVALID", ["fabrics", "1", "name"]),
    (
        {"fabrics": [{"name": "Lace", "surcharges": [{"amount": "1", "currency": "NGN"}] * 2}]},
        "INVALID",
        ["fabrics", "0", "surcharges"],
    ),
]


def test_an_offering_that_cannot_be_is_refused(people: People) -> None:
    product = garment(people.atelier).product
    assert people.ada
    before = everything()
    for changes, code, path in REFUSED:
        answer = said(people.ada, "productMadeToMeasureSet", productId=gid(product), offering=GIVEN | changes)
        assert faults(answer) == [(code, ["offering", *path])]
    assert everything() == before


def test_it_is_set_by_those_who_manage_the_products(people: People) -> None:
    product = garment(people.atelier).product
    assert all((people.bisi, people.cleo))
    offered(product, people.ada, OFFERING)
    before = everything()
    for stranger in (people.bisi, people.cleo):
        answer = said(stranger, "productMadeToMeasureSet", productId=gid(product))
        assert faults(answer) == [("NOT_FOUND", ["productId"])]
    assert everything() == before
