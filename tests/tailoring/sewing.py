"""Made to measure for tests: an offering of Ada's, Dami's body, lines and orders of it."""

from collections.abc import Callable
from typing import Any

from fashionistar.accounts.models import User
from fashionistar.checkout.models import Cart, CartLine
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.orders.models import Order, OrderLine
from fashionistar.products.models import Product, Variant
from fashionistar.tailoring.offering_input import GivenOffering
from fashionistar.tailoring.services.product_made_to_measure_set import product_made_to_measure_set
from fashionistar.tailoring.styles import Choice, Fabric, Option
from tests.checkout.shopping import cart_of, order_of, settled
from tests.factories.catalogue import garment
from tests.measurements.measuring import measured, profile_of
from tests.people import People, acting
from tests.wire.client import Answer, Wire, gid, key

TERMS = (Term.CHEST_GIRTH, Term.WAIST_GIRTH)
COLLAR = Option("Collar", True, (Choice("Round"), Choice("Embroidered", {"NGN": 5_000_00, "USD": 4_00})))
POCKET = Option("Pocket", False, (Choice("Hidden", {"NGN": 1_000_00}),))
COTTON, LACE = Fabric("Guinea cotton", "Soft"), Fabric("Swiss lace", "", True, {"NGN": 20_000_00})
GONE = Fabric("Aso oke", "", False)
OFFERING = GivenOffering(21, TERMS, (COLLAR, POCKET), (COTTON, LACE, GONE))
#: Lace with an embroidered collar, in kobo: what it adds to 45,000.00.
ADDED, PRICE = 25_000_00, 45_000_00
STYLE: dict[str, Any] = {"options": [{"option": "Collar", "choice": "Embroidered"}], "fabric": "Swiss lace"}

SPECIFIED = """madeToMeasure { profileName leadTimeDays dueOn note erasedAt surcharge { amount currency }
  agreedPrice { amount } options { option choice surcharge { amount } } fabric { name description surcharge { amount } }
  measurements { term value { value unit } low { value } high { value } source measuredAt modelId } }"""
CART = f"""cart {{ id total {{ amount currency }} problems {{ code message lineId }}
  lines {{ id quantity unitPrice {{ amount }} total {{ amount }} {SPECIFIED} }} }}
  userErrors {{ code message field }}"""
ADD = f"""mutation($i: CartMadeToMeasureAddInput!, $k: String!) {{
  cartMadeToMeasureAdd(input: $i) @idempotent(key: $k) {{ {CART} }} }}"""


def offered(product: Product, user: User, given: GivenOffering | None = OFFERING) -> Product:
    """Somebody offers a product to measure."""
    return product_made_to_measure_set(actor=acting(user), product_id=product.pk, given=given)


def agbada(people: People, **fields: Any) -> Variant:
    """Ada's agbada, made to measure; nothing of it is in stock."""
    assert people.atelier
    variant = garment(people.atelier, stock=0, **fields)
    offered(variant.product, people.ada)
    return variant


def body(user: User, **cm: float) -> MeasurementProfile:
    """A body of which all is known that an agbada needs."""
    return measured(user, profile_of(user), **({"chest_girth": 100, "waist_girth": 84} | cm))


def add(
    user: User | None,
    variant: Variant,
    profile: MeasurementProfile,
    *,
    cart: Cart | None = None,
    k: str | None = None,
    **given: Any,
) -> Answer:
    """Send `cartMadeToMeasureAdd`."""
    named = cart or cart_of(user)
    ids = {"cartId": gid(named), "variantId": gid(variant), "profileId": gid(profile)}
    return Wire(user)(ADD, i=ids | STYLE | given, k=k or key())


def line_of(user: User, variant: Variant, profile: MeasurementProfile, **given: Any) -> CartLine:
    """A line that is made to measure, in the user's cart."""
    assert add(user, variant, profile, **given).data["cartMadeToMeasureAdd"]["userErrors"] == []
    return (
        CartLine.objects.select_related("specification")
        .order_by("-pk")
        .get(cart__user=user, cart__status="OPEN", specification__isnull=False)
    )


def ordered(people: People, *ready_made: tuple[Variant, int], quantity: int = 1) -> Order:
    """Dami's order of one agbada to measure, and of what is ready-made; not paid yet."""
    line_of(people.dami, agbada(people), body(people.dami), quantity=quantity)
    return order_of(people.dami, *ready_made)


def delivered(people: People, relay: Callable[[], int]) -> OrderLine:
    """Dami's agbada, paid and delivered."""
    from_here = Wire(people.ada)
    order = ordered(people)
    settled(order)
    relay()
    part = order.vendor_orders.get()
    for name in ("Ship", "Deliver"):
        sent = from_here(
            f"mutation($i: VendorOrder{name}Input!, $k: String!) {{ vendorOrder{name}(input: $i) @idempotent(key: $k)"
            " { userErrors { code } } }",
            i={"id": gid(part)},
            k=key(),
        )
        assert sent.data[f"vendorOrder{name}"]["userErrors"] == []
    return OrderLine.objects.get(vendor_order=part)
