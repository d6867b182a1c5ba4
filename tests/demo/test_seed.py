"""`manage.py seed` writes the demo once, whole, and only where it may."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import Count

from fashionistar.accounts.models import User
from fashionistar.fitting.models import ProductSizing, SizeChart
from fashionistar.fitting.selectors import fitting_products
from fashionistar.inventory.models import StockItem
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.products.models import Brand, Category, Collection, Media, Product, Variant, VariantPrice
from fashionistar.products.thumbnails import THUMBNAIL_WIDTHS, thumbnail_path
from fashionistar.tailoring.models import Offering
from fashionistar.tailoring.styles import Chosen, style_of
from fashionistar.vendors.models import Vendor, VendorMember
from tests.people import acting

type Seed = Callable[..., list[str]]


def _sizes() -> list[int]:
    tables = (Vendor, Category, Brand, Collection, Product, Variant, VariantPrice, StockItem, Media, User, VendorMember)
    return [table.objects.count() for table in tables]


def test_the_catalogue_has_12_shops_150_products_and_600_variants(seed: Seed) -> None:
    seed()
    assert (Vendor.objects.count(), Product.objects.count(), Variant.objects.count()) == (12, 150, 600)
    assert Variant.objects.filter(stock__isnull=True).count() == 0
    assert Variant.objects.alias(options=Count("values")).filter(options=0).count() == 0


def test_every_product_stands_in_a_leaf_of_a_tree_three_deep(seed: Seed) -> None:
    seed()
    leaves = Category.objects.filter(children__isnull=True)
    assert {leaf.path.count("/") for leaf in leaves} == {2}
    assert set(Product.objects.values_list("category_id", flat=True)) <= set(leaves.values_list("pk", flat=True))
    for category in Category.objects.select_related("parent"):
        assert category.path == "/".join(filter(None, [category.parent and category.parent.path, category.slug]))


def test_every_product_has_pictures_with_thumbnails(seed: Seed, media_root: Path) -> None:
    seed()
    assert Product.objects.filter(media__isnull=True).count() == 0
    for file in Media.objects.values_list("file", flat=True):
        assert (media_root / file).exists()
        assert all((media_root / thumbnail_path(file, width)).exists() for width in THUMBNAIL_WIDTHS)


def test_every_variant_is_priced_in_exactly_the_currencies_of_its_shop(seed: Seed) -> None:
    seed()
    for variant in Variant.objects.select_related("product__vendor").prefetch_related("prices"):
        vendor = variant.product.vendor
        assert {price.currency for price in variant.prices.all()} == set(vendor.currencies)
        assert vendor.currency in vendor.currencies


def test_one_shop_sells_at_home_only_and_most_sell_in_naira(seed: Seed) -> None:
    seed()
    currencies = {vendor.slug: vendor.currencies for vendor in Vendor.objects.all()}
    assert [slug for slug, sold in currencies.items() if len(sold) == 1] == ["dala-embroidery"]
    assert sum("NGN" in sold for sold in currencies.values()) == 10
    assert "NGN" in currencies["adire-house"]
    assert "NGN" in currencies["kente-lab"]


def test_the_first_shop_makes_its_agbada_to_measure(seed: Seed) -> None:
    seed()
    offering = Offering.objects.select_related("product__vendor").get()
    assert (offering.product.vendor.slug, offering.product.made_to_measure) == ("adire-house", True)
    assert {currency for each in offering.fabrics for currency in each["surcharges"]} == set(
        offering.product.vendor.currencies
    )
    assert style_of(offering, Chosen({"Embroidery": "Neckline", "Sleeves": "Wide"}, "Guinea brocade"), "NGN")


def test_a_second_run_changes_nothing_and_says_so(seed: Seed, media_root: Path) -> None:
    seed()
    rows, files = _sizes(), {path: path.stat().st_mtime_ns for path in media_root.rglob("*.webp")}
    assert seed() == ["The demo is already there; nothing was changed."]
    assert _sizes() == rows
    assert {path: path.stat().st_mtime_ns for path in media_root.rglob("*.webp")} == files


def test_the_people_can_log_in_and_work_where_they_should(seed: Seed) -> None:
    seed()
    members = VendorMember.objects.values_list("user__email", "vendor__slug", "role")
    assert sorted(members) == [
        ("other-owner@demo.fashionistar.test", "kente-lab", "OWNER"),
        ("owner@demo.fashionistar.test", "adire-house", "OWNER"),
        ("staff@demo.fashionistar.test", "adire-house", "STAFF"),
    ]
    assert [user.email for user in User.objects.filter(is_superuser=True)] == ["admin@demo.fashionistar.test"]
    user = User.objects.get(email="shopper@demo.fashionistar.test")
    assert user.check_password("fashionistar-demo")
    assert authenticate(username=user.email, password="fashionistar-demo") == user


def test_with_debug_off_seed_refuses_and_writes_nothing(db: None, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(CommandError, match="--no-accounts"):
        call_command("seed")
    assert _sizes() == [0] * 11
    assert list(tmp_path.iterdir()) == []


def test_with_debug_off_the_catalogue_alone_may_be_written(seed: Seed, settings: LazySettings) -> None:
    settings.DEBUG = False
    seed("--no-accounts")
    assert (Product.objects.count(), User.objects.count(), VendorMember.objects.count()) == (150, 0, 0)


def test_accounts_follow_where_the_catalogue_was_written_alone(seed: Seed) -> None:
    seed("--no-accounts")
    assert seed() == ["Created 5 demo accounts at demo.fashionistar.test, password fashionistar-demo."]


def test_a_catalogue_for_measurements_reaches_its_size_and_goes_on_from_there(seed: Seed) -> None:
    seed("--products", "2000")
    assert Product.objects.count() == 2000
    assert Product.objects.filter(media__isnull=True).count() == 0
    assert Variant.objects.filter(stock__isnull=True).count() == 0
    assert seed("--products", "2100") == ["Added 100 products for measurements: 2100 in all."]
    assert Product.objects.count() == 2100
    assert seed("--products", "2100") == ["The demo is already there; nothing was changed."]


def test_a_size_below_the_curated_catalogue_is_refused(seed: Seed) -> None:
    with pytest.raises(CommandError, match="takes a number from 150"):
        seed("--products", "149")
    assert Product.objects.count() == 0


def test_shops_have_size_charts_and_the_shopper_a_body_that_some_fits(seed: Seed) -> None:
    seed()
    chart = SizeChart.objects.get(vendor__slug="adire-house", garment="GOWN")
    assert list(chart.sizes.values_list("label", flat=True)) == ["XS", "S", "M", "L", "XL", "XXL"]
    ranges = chart.sizes.get(label="M").ranges.values_list("term", "low_mm", "high_mm")
    assert sorted(ranges) == [("CHEST_GIRTH", 895, 955), ("HIP_GIRTH", 975, 1035), ("WAIST_GIRTH", 715, 775)]
    shopper = User.objects.get(email="shopper@demo.fashionistar.test")
    profile = MeasurementProfile.objects.get()
    fitting = set(fitting_products(profile.pk, acting(shopper), Product.objects.all()))
    assert {sizing.chart.garment for sizing in ProductSizing.objects.select_related("chart")} == {"GOWN", "KAFTAN"}
    assert fitting == set(Product.objects.filter(sizing__chart__garment="GOWN"))
