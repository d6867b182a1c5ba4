"""Tables of the catalogue: categories, brands, collections, products and all that hangs on a product."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode
from fashionistar.vendors.models import Vendor


class Category(Record):
    """A node of the category tree; `path` holds the slugs from the root, as `women/dresses/gowns`."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    slug = models.SlugField(max_length=80, unique=True)
    path = models.CharField(max_length=255, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        indexes = (models.Index(fields=["path"], name="category_path_prefix", opclasses=["varchar_pattern_ops"]),)


class Brand(Record):
    """The label sewn into the garment; often the vendor's own, sometimes another's."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80)


class ProductStatus(models.TextChoices):
    """Whether shoppers can see a product."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    ARCHIVED = "ARCHIVED"


class Product(Record):
    """A garment, as it is shown; what is bought is one of its variants."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, blank=True, related_name="products")
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=160)
    description = models.TextField(blank=True, db_default="")
    made_to_measure = models.BooleanField(db_default=False, default=False)
    size_guide = models.JSONField(
        db_default=models.Value({}, models.JSONField()),
        default=dict,
        blank=True,
        help_text="Body girths in cm by size, as {'M': {'chest': '96-100', …}}.",
    )
    status = models.CharField(max_length=10, choices=ProductStatus, default=ProductStatus.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(status=ProductStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="product_published_has_time",
            ),
        )
        indexes = (
            # Of all products: those who are signed in may see drafts, so a part would not do for them.
            models.Index(fields=["-published_at", "-id"], name="product_newest"),
            models.Index(fields=["name", "id"], name="product_name"),
            # As `icontains` compares; three letters of a word are enough to look it up.
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="product_name_search"),
            GinIndex(OpClass(Upper("description"), "gin_trgm_ops"), name="product_description_search"),
        )


class Collection(Record):
    """An edited set of products, such as a season or an occasion."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    description = models.TextField(blank=True, db_default="")
    products = models.ManyToManyField(Product, related_name="collections", blank=True)


class ProductOption(Record):
    """A choice that a product offers, such as size or colour."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="options")
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=["product", "name"], name="product_option_unique"),)


class OptionValue(Record):
    """One answer to an option, such as M or indigo."""

    option = models.ForeignKey(ProductOption, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=["option", "value"], name="option_value_unique"),)


class Variant(Record):
    """What is bought: one size and colour of a product, with its own SKU, prices and stock."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    values = models.ManyToManyField(OptionValue, related_name="variants", blank=True)

    class Meta:
        ordering = ("position", "id")


class VariantPrice(Record):
    """What a variant costs in one currency; no row means it is not sold in that currency."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="prices")
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    amount_minor = models.BigIntegerField(help_text="In minor units: kobo, pesewas, cents.")

    class Meta:
        ordering = ("currency",)
        constraints = (
            models.UniqueConstraint(fields=["variant", "currency"], name="variant_price_unique"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="variant_price_positive"),
        )


class Media(Record):
    """A picture of a product; its thumbnails lie beside it, named by their width."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="media")
    variant = models.ForeignKey(Variant, on_delete=models.SET_NULL, null=True, blank=True, related_name="media")
    file = models.CharField(max_length=200, help_text="Path below the media root, as catalogue/agbada-1.webp.")
    alt = models.CharField(max_length=200, blank=True, db_default="")
    position = models.PositiveSmallIntegerField(default=0)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ("position", "id")
        verbose_name_plural = "media"
