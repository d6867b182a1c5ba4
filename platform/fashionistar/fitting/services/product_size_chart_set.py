"""Say which chart a product follows."""

from uuid import UUID

from django.db import transaction

from fashionistar.fitting.models import ProductSizing
from fashionistar.fitting.selectors import managed_charts
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.products.models import Product
from fashionistar.products.selectors import managed_products


@transaction.atomic(durable=True)
def product_size_chart_set(*, actor: Actor, product_id: UUID, chart_id: UUID | None) -> Product:
    """Have a product follow a chart of its own shop, or none. Safe to repeat.

    Raises:
        DomainError: NOT_FOUND (product, or chart of its shop).
    """
    held = managed_products(actor).select_for_update(of=("self",), no_key=True)
    product: Product | None = held.filter(pk=product_id).first()
    if product is None:
        raise refuse(ErrorCode.NOT_FOUND, "Your shop has no such product.", "productId")
    if chart_id is None:
        ProductSizing.objects.filter(product=product).delete()
        return product
    chart = managed_charts(actor).filter(pk=chart_id, vendor=product.vendor_id).first()
    if chart is None:
        raise refuse(ErrorCode.NOT_FOUND, "The product's shop has no such size chart.", "sizeChartId")
    ProductSizing.objects.update_or_create(product=product, defaults={"chart": chart})
    return product
