import pytest
from tests.factories.catalogue import garment
from tests.wire.client import Wire

@pytest.mark.parametrize("sel", ["priceFrom(currency: NGN) { amount } missing: priceFrom(currency: ZAR) { amount }",
 "a: priceFrom(currency: NGN) { amount }", "priceFrom(currency: NGN) { amount } variants { sku prices { amount } }",
 "variants { a: price(currency: NGN) { amount } b: price(currency: ZAR) {amount} }",
 "a: media { url } b: media { alt }",
 "a: variants { sku } b: variants { name prices { amount } }",
  "media { url card: url(thumbnail: CARD) }  ",
 ])
def test_x(people, sel):
    g = garment(people.atelier)
    a = Wire()("query($slug: String) { product(slug: $slug) { %s } }" % sel, slug=g.product.slug)
    print(a.statements, a.data)
