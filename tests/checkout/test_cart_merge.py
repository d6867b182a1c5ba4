"""`cartMerge` and `tokenCreate(cartId)`: a guest's cart flows into the user's."""

from fashionistar.checkout.models import Cart, CartLine, CartStatus
from tests.checkout.shopping import cart_of, everything, faults, line, order_of, payload, refusals
from tests.factories.catalogue import garment
from tests.people import PASSWORD, People
from tests.wire.client import CART_FIELDS, LINES_ADD, Wire, gid

CART_MERGE = f"mutation($input: CartMergeInput!) {{ cartMerge(input: $input) {{ {CART_FIELDS} }} }}"
TOKEN_CREATE = f"mutation($input: TokenCreateInput!) {{ tokenCreate(input: $input) {{ accessToken {CART_FIELDS} }} }}"


def test_a_user_without_a_cart_takes_the_guests_over(people: People) -> None:
    cart = cart_of(None, (garment(people.atelier), 2))
    merged = payload(Wire(people.dami)(CART_MERGE, input={"cartId": gid(cart)}))
    assert (merged["userErrors"], merged["cart"]["id"], merged["cart"]["status"]) == ([], gid(cart), "OPEN")
    assert Cart.objects.get().user_id == people.dami.pk


def test_lines_of_both_carts_add_up_to_999_at_most(people: People) -> None:
    agbada, kaftan, buba = (garment(people.atelier, name, stock=2000) for name in ("Agbada", "Kaftan", "Buba"))
    guests = cart_of(None, (agbada, 2), (kaftan, 600), (buba, 1))
    mine = cart_of(people.dami, (agbada, 3), (kaftan, 600))
    merged = payload(Wire(people.dami)(CART_MERGE, input={"cartId": gid(guests)}))["cart"]
    assert merged["id"] == gid(mine)
    assert {row["variant"]["sku"]: row["quantity"] for row in merged["lines"]} == {
        agbada.sku: 5,
        kaftan.sku: 999,
        buba.sku: 1,
    }
    guests.refresh_from_db()
    assert (guests.status, guests.user_id, guests.lines.count()) == (CartStatus.MERGED, None, 3)


def test_the_price_that_the_guest_saw_comes_along(people: People) -> None:
    agbada = garment(people.atelier)
    guests, _ = cart_of(None, (agbada, 1)), cart_of(people.dami, (garment(people.atelier), 1))
    agbada.prices.update(amount_minor=50_000_00)
    merged = payload(Wire(people.dami)(CART_MERGE, input={"cartId": gid(guests)}))["cart"]
    assert [problem["code"] for problem in merged["problems"]] == ["PRICE_CHANGED"]


def test_a_cart_in_another_currency_stays_a_cart_of_its_own(people: People) -> None:
    agbada = garment(people.atelier, prices={"NGN": 45_000_00, "USD": 40_00})
    mine, guests = cart_of(people.dami, (agbada, 1)), cart_of(None, (agbada, 1), currency="USD")
    Wire(people.dami)(CART_MERGE, input={"cartId": gid(guests)})
    owned = dict(Cart.objects.filter(user=people.dami, status="OPEN").values_list("pk", "currency"))
    assert owned == {mine.pk: "NGN", guests.pk: "USD"}
    assert CartLine.objects.count() == 2


def test_merging_ones_own_cart_changes_nothing(people: People) -> None:
    mine = cart_of(people.dami, (garment(people.atelier), 1))
    before = everything()
    answer = Wire(people.dami)(CART_MERGE, input={"cartId": gid(mine)})
    assert (faults(answer), payload(answer)["cart"]["id"]) == ([], gid(mine))
    assert everything() == before


def test_a_merged_cart_refuses_changes_and_says_where_it_stands(people: People) -> None:
    agbada = garment(people.atelier)
    guests, _ = cart_of(None, (agbada, 1)), cart_of(people.dami, (agbada, 1))
    dami = Wire(people.dami)
    dami(CART_MERGE, input={"cartId": gid(guests)})
    before = everything()
    assert faults(dami(CART_MERGE, input={"cartId": gid(guests)})) == [("CART_MERGED", ["cartId"])]
    adding = Wire()(LINES_ADD, input={"cartId": gid(guests), "lines": [line(agbada)]})
    assert faults(adding) == [("CART_MERGED", ["cartId"])]
    assert everything() == before


def test_more_than_100_lines_together_are_refused_and_both_carts_stay(people: People) -> None:
    variants = list(garment(people.atelier, sizes=tuple(f"S{n}" for n in range(101))).product.variants.all())
    guests = cart_of(None, *((variant, 1) for variant in variants[:51]))
    cart_of(people.dami, *((variant, 1) for variant in variants[51:]))
    before = everything()
    assert faults(Wire(people.dami)(CART_MERGE, input={"cartId": gid(guests)})) == [("CART_FULL", ["cartId"])]
    assert everything() == before


def test_another_users_a_completed_and_a_malformed_cart_are_refused(people: People) -> None:
    agbada = garment(people.atelier)
    hers, done = cart_of(people.dami, (agbada, 1)), order_of(None, (agbada, 1)).cart
    cleo = Wire(people.cleo)
    before = everything()
    assert faults(cleo(CART_MERGE, input={"cartId": gid(hers)})) == [("NOT_FOUND", ["cartId"])]
    assert faults(cleo(CART_MERGE, input={"cartId": gid(done)})) == [("CART_COMPLETED", ["cartId"])]
    assert faults(cleo(CART_MERGE, input={"cartId": "nonsense"})) == [("NOT_FOUND", ["cartId"])]
    assert everything() == before


def test_a_guest_must_sign_in_first(people: People) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    before = everything()
    assert refusals(Wire()(CART_MERGE, input={"cartId": gid(cart)})) == ["UNAUTHENTICATED"]
    assert everything() == before


def test_signing_in_brings_the_guests_cart_along(people: People) -> None:
    agbada = garment(people.atelier)
    guests, mine = cart_of(None, (agbada, 2)), cart_of(people.dami, (agbada, 1))
    signed = {"login": "dami@example.com", "password": PASSWORD, "cartId": gid(guests)}
    came = payload(Wire()(TOKEN_CREATE, input=signed))
    assert (came["userErrors"], came["cart"]["id"]) == ([], gid(mine))
    assert [row["quantity"] for row in came["cart"]["lines"]] == [3]


def test_signing_in_succeeds_even_if_the_cart_cannot_come_along(people: People) -> None:
    hers, _ = cart_of(people.cleo, (garment(people.atelier), 2)), people.dami
    before = everything()
    signed = {"login": "dami@example.com", "password": PASSWORD, "cartId": gid(hers)}
    answer = Wire()(TOKEN_CREATE, input=signed)
    assert faults(answer) == [("NOT_FOUND", ["cartId"])]
    assert payload(answer)["cart"] is None
    assert payload(answer)["accessToken"]
    assert everything() == before


def test_a_wrong_password_leaves_the_guests_cart_alone(people: People) -> None:
    cart, _ = cart_of(None, (garment(people.atelier), 2)), people.dami
    before = everything()
    signed = {"login": "dami@example.com", "password": "wrong", "cartId": gid(cart)}
    assert faults(Wire()(TOKEN_CREATE, input=signed)) == [("INVALID_CREDENTIALS", None)]
    assert everything() == before
