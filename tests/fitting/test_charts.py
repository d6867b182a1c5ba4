"""Size charts: a shop's, by garment; sizes follow by a grading, and products follow a chart."""

from typing import Any

import pytest

from fashionistar.fitting.models import ChartSize, ProductSizing, SizeChart, SizeRange
from tests.checkout.shopping import everything, faults, payload
from tests.factories.catalogue import garment
from tests.fitting.sizing import SIZES, chart_of, follows, new_chart
from tests.measurements.measuring import said
from tests.people import People
from tests.wire.client import Wire, gid

CHART = (
    "sizeChart { id garment name unit vendor { name } sizes { label ranges { term low { value unit } high { value } "
    "ease { value } } } } userErrors { code field }"
)


@pytest.fixture
def people(people: People) -> People:
    """Everybody, here before anything is compared."""
    assert all((people.ada, people.bisi, people.cleo, people.dami, people.atelier, people.boutique))
    return people


def test_sizes_follow_by_the_grading(people: People) -> None:
    made = payload(said(people.ada, "sizeChartCreate", CHART, **new_chart(people)))
    assert made["userErrors"] == []
    chart = made["sizeChart"]
    assert (chart["garment"], chart["name"], chart["unit"], chart["vendor"]["name"]) == (
        "GOWN",
        "Women",
        "CM",
        "Ada's Atelier",
    )
    large = chart["sizes"][2]
    assert large["label"] == "L"
    assert large["ranges"][0] == {
        "term": "CHEST_GIRTH",
        "low": {"value": "100.0", "unit": "CM"},
        "high": {"value": "108.0"},
        "ease": {"value": "4.0"},
    }
    asked = 'query($id: ID!) { sizeChart(id: $id) { name } vendor(slug: "adas-atelier") { sizeCharts { totalCount } } }'
    assert Wire()(asked, id=chart["id"]).data == {
        "sizeChart": {"name": "Women"},
        "vendor": {"sizeCharts": {"totalCount": 1}},
    }


def test_a_chart_in_inches_is_kept_in_millimetres(people: People) -> None:
    sizes = {"sizes": [{"label": "8", "ranges": [{"term": "HIP_GIRTH", "low": "36", "high": "38"}]}]}
    assert faults(said(people.ada, "sizeChartCreate", **new_chart(people, unit="INCH", sizes=sizes))) == []
    assert [str(each) for each in SizeRange.objects.values_list("low_mm", "high_mm", "ease_mm")[0]] == [
        "914.4",
        "965.2",
        "0.0",
    ]


RANGE = {"term": "HIP_GIRTH", "low": "90", "high": "98"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": " "}, ("REQUIRED", ["name"])),
        ({"sizes": {"sizes": []}}, ("INVALID", ["sizes"])),
        ({"sizes": {"sizes": [{"label": "S"}]}}, ("INVALID", ["sizes", "0", "ranges"])),
        ({"sizes": {"sizes": [{"label": "", "ranges": [RANGE]}]}}, ("INVALID", ["sizes", "0", "label"])),
        ({"sizes": {"sizes": [{"label": "S", "ranges": [RANGE]}] * 2}}, ("INVALID", ["sizes", "1", "label"])),
        (
            {"sizes": {"sizes": [{"label": "S", "ranges": [RANGE]}, {"label": "M"}]}},
            ("INVALID", ["sizes", "1", "ranges"]),
        ),
        (
            {"sizes": {"sizes": [{"label": "S", "ranges": [RANGE | {"high": "90"}]}]}},
            ("INVALID", ["sizes", "0", "ranges"]),
        ),
        (
            {
                "sizes": {
                    "sizes": [{"label": "S", "ranges": [RANGE]}, {"label": "M", "ranges": [RANGE | {"low": "80"}]}]
                }
            },
            ("INVALID", ["sizes", "1", "ranges"]),
        ),
        (
            {"sizes": {"sizes": [{"label": "S", "ranges": [RANGE]}], "ease": [{"term": "HIP_GIRTH", "length": "-1"}]}},
            ("INVALID", ["ease"]),
        ),
        ({"vendorId": "QWRhOjE="}, ("FORBIDDEN", ["vendorId"])),
    ],
)
def test_a_chart_that_cannot_be_is_refused(people: People, changes: dict[str, Any], fault: tuple[str, Any]) -> None:
    before = everything()
    assert faults(said(people.ada, "sizeChartCreate", **new_chart(people, **changes))) == [fault]
    assert everything() == before


def test_a_chart_is_changed_and_removed_by_those_who_manage_products(people: People) -> None:
    chart = chart_of(people)
    product = garment(people.atelier).product
    set_to = {"productId": gid(product), "sizeChartId": gid(chart)}
    found = said(people.ada, "productSizeChartSet", "product { sizeChart { name } } userErrors { code }", **set_to)
    assert payload(found)["product"] == {"sizeChart": {"name": "Women"}}
    before = everything()
    for stranger in (people.cleo, people.bisi):
        for mutation, given in (("Update", {"name": "M"}), ("Delete", {})):
            assert faults(said(stranger, f"sizeChart{mutation}", id=gid(chart), **given)) == [("NOT_FOUND", ["id"])]
        assert faults(said(stranger, "productSizeChartSet", **set_to)) == [("NOT_FOUND", ["productId"])]
    assert everything() == before
    chart_of(people, "Men")
    assert faults(said(people.ada, "sizeChartUpdate", id=gid(chart), name="Men")) == [("ALREADY_TAKEN", ["name"])]
    fewer = SIZES | {"sizes": SIZES["sizes"][:1]}
    assert faults(said(people.ada, "sizeChartUpdate", id=gid(chart), name="All", sizes=fewer)) == []
    assert list(ChartSize.objects.filter(chart=chart).values_list("label", flat=True)) == ["S"]
    assert faults(said(people.ada, "sizeChartDelete", id=gid(chart))) == []
    assert (SizeChart.objects.count(), ProductSizing.objects.count()) == (1, 0)


def test_a_product_follows_charts_of_its_own_shop_alone(people: People) -> None:
    theirs = garment(people.boutique).product
    before = everything()
    assert chart_of(people)
    given = {"productId": gid(theirs), "sizeChartId": gid(SizeChart.objects.get())}
    assert faults(said(people.cleo, "productSizeChartSet", **given)) == [("NOT_FOUND", ["sizeChartId"])]
    assert ProductSizing.objects.count() == 0
    assert before["ProductSizing"] == []
    mine = garment(people.atelier).product
    follows(mine, SizeChart.objects.get())
    assert faults(said(people.ada, "productSizeChartSet", productId=gid(mine))) == []
    assert ProductSizing.objects.count() == 0


def test_sizes_are_converted_between_countries(people: People) -> None:
    asked = """{ women: sizeConversions(kind: DRESS, sex: FEMALE) { uk eu us au }
      none: sizeConversions(kind: CHEST, sex: FEMALE) { uk } }"""
    found = Wire()(asked).data
    assert {"uk": "10", "eu": "38", "us": "6", "au": "10"} in found["women"]
    assert found["none"] == []
