"""What stands in the way of checkout; pure functions over loaded rows, asked at any time and again under locks."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from fashionistar.checkout.models import Cart, CartLine, CartStatus
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault
from fashionistar.kernel.money import Money
from fashionistar.products.models import ProductStatus, Variant
from fashionistar.tailoring.models import Offering, Specification
from fashionistar.tailoring.styles import chosen_in, style_of


@dataclass(frozen=True, slots=True)
class CartProblem:
    """One obstacle; `line_id` is missing when it is the cart's as a whole."""

    code: ErrorCode
    message: str
    line_id: UUID | None = None

    def as_fault(self) -> Fault:
        """The same as a fault of the mutation that ran into it."""
        return Fault(self.code, self.message, ("cartId",))


def price_of(variant: Variant, currency: str) -> int | None:
    """The variant's price in minor units of `currency`, or None when it is not sold in it."""
    return next((price.amount_minor for price in variant.prices.all() if price.currency == currency), None)


def price_now(line: CartLine) -> int | None:
    """Today's price of a line that `cart_lines` has read, in minor units, or None when it is not sold."""
    price: int | None = getattr(line, "price_minor")  # noqa: B009  (annotated there)
    return price


def is_sold_in(variant: Variant, currency: str) -> bool:
    """Whether the shop sells in this currency and the variant has a price in it."""
    return currency in variant.product.vendor.currencies and price_of(variant, currency) is not None


def available_of(variant: Variant) -> int:
    """Units of the variant that can still be sold."""
    try:
        return variant.stock.on_hand - variant.stock.reserved
    except ObjectDoesNotExist:
        return 0


def cart_problems(cart: Cart, lines: Sequence[CartLine]) -> list[CartProblem]:
    """Everything that stands in the way of completing the cart, in the order of its lines."""
    if cart.status == CartStatus.COMPLETED:
        return [CartProblem(ErrorCode.CART_COMPLETED, "This cart has already become an order.")]
    if cart.status == CartStatus.MERGED:
        return [CartProblem(ErrorCode.CART_MERGED, "This cart was merged into another one.")]
    if not lines:
        return [CartProblem(ErrorCode.CART_EMPTY, "The cart is empty.")]
    return [problem for line in lines if (problem := line_problem(line, cart.currency)) is not None]


def line_problem(line: CartLine, currency: str) -> CartProblem | None:
    """The first thing that is wrong with a line, or None."""
    variant, name = line.variant, f"{line.variant.product.name} ({line.variant.name})"
    if variant.product.status != ProductStatus.PUBLISHED:
        return CartProblem(ErrorCode.VARIANT_UNAVAILABLE, f"{name} is no longer sold.", line.pk)
    price = price_now(line)
    if currency not in variant.product.vendor.currencies or price is None:
        return CartProblem(
            ErrorCode.CURRENCY_NOT_SOLD,
            f"{variant.product.vendor.name} does not sell {name} in {currency}.",
            line.pk,
        )
    if (
        problem := _stock_problem(line, name) if line.specification is None else _tailor_problem(line, name)
    ) is not None:
        return problem
    if price != line.seen_price_minor:
        now_at = Money(price, currency)
        return CartProblem(
            ErrorCode.PRICE_CHANGED,
            f"{name} now costs {now_at.amount} {currency}. Accept by updating the line.",
            line.pk,
        )
    return None


def _stock_problem(line: CartLine, name: str) -> CartProblem | None:
    left = available_of(line.variant)
    if left >= line.quantity:
        return None
    return CartProblem(ErrorCode.INSUFFICIENT_STOCK, shortage_message(name, left), line.pk)


def _tailor_problem(line: CartLine, name: str) -> CartProblem | None:
    """What has changed since it was specified; nothing does where shop and buyer agreed on it."""
    specification, offering = line.specification, offering_on(line)
    if specification is None or specification.agreed_price_minor is not None:
        return None
    if offering is None:
        return CartProblem(ErrorCode.VARIANT_UNAVAILABLE, f"{name} is no longer made to measure.", line.pk)
    changed = _changed(specification, offering, name)
    return None if changed is None else CartProblem(*changed, line.pk)


def _changed(specification: Specification, offering: Offering, name: str) -> tuple[ErrorCode, str] | None:
    again = "Take the line out and choose again."
    if set(offering.terms) - {each["term"] for each in specification.measurements}:
        return ErrorCode.REQUIRED, f"{name} needs more measurements now. {again}"
    try:
        style = style_of(offering, chosen_in(specification), specification.currency)
    except DomainError as error:
        return error.codes[0], f"{name}: {error.faults[0].message} {again}"
    if style.surcharge_minor != specification.surcharge_minor:
        adds = Money(style.surcharge_minor, specification.currency)
        told = f"What you chose for {name} now adds {adds.amount} {adds.currency}. Accept by updating the line."
        return ErrorCode.PRICE_CHANGED, told
    if style.lead_time_days != specification.lead_time_days:
        told = f"{name} now takes {style.lead_time_days} days. Accept by updating the line."
        return ErrorCode.LEAD_TIME_CHANGED, told
    return None


def offering_on(line: CartLine) -> Offering | None:
    """How the product of a line that `cart_lines` has read is made to measure now, if it is."""
    try:
        offering: Offering = line.variant.product.offering
    except ObjectDoesNotExist:
        return None
    return offering


def shortage_message(name: str, left: int) -> str:
    """The sentence for people when too few units are left."""
    return f"{name} is sold out." if left <= 0 else f"Only {left} of {name} are left."
