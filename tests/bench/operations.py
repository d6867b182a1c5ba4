"""The operations that are measured, as a storefront would send them."""

TRIVIAL = "{ __typename }"

_CARD = """
fragment Card on Product {
  id slug name
  vendor { id name }
  category { id name }
  brand { id name }
  media { id alt url(thumbnail: CARD) }
  variants { id sku name prices { amount currency } stock { available } }
}
"""

LIST = f"""
query List($after: String) {{
  products(first: 20, after: $after) {{ nodes {{ ...Card }} pageInfo {{ hasNextPage endCursor }} }}
}}
{_CARD}"""

FILTERED = f"""
query Filtered($filter: ProductFilter!) {{
  products(first: 20, filter: $filter) {{
    totalCount totalCountPrecision facets {{ field values {{ value label count }} }}
    nodes {{ ...Card }} pageInfo {{ hasNextPage endCursor }}
  }}
}}
{_CARD}"""

CATEGORY = f"""
query Category($slug: String!) {{
  products(first: 20, filter: {{category: $slug}}) {{ nodes {{ ...Card }} pageInfo {{ hasNextPage endCursor }} }}
}}
{_CARD}"""

PRODUCT = """
query Product($slug: String!) {
  product(slug: $slug) {
    id slug name description madeToMeasure sizeGuide publishedAt
    vendor { id slug name city country }
    category { id slug name path parent { slug name } }
    brand { id slug name }
    collections { id slug name }
    options { id name values { id value } }
    media { id alt width height url line: url(thumbnail: LINE) }
    variants {
      id sku name
      values { value option { name } }
      media { id url(thumbnail: LINE) }
      prices { amount currency }
      stock { available }
    }
  }
}
"""

_ORDER = """
fragment Placed on Order {
  id number status placedAt total { amount currency } payment { status paidAt }
  vendorOrders {
    id number status vendor { id name } total { amount currency }
    lines { id sku productName variantName quantity unitPrice { amount currency } total { amount currency } }
  }
}
"""

ORDERS = f"""
query Orders {{
  me {{ name orders(first: 20) {{ totalCount nodes {{ ...Placed }} pageInfo {{ hasNextPage endCursor }} }} }}
}}
{_ORDER}"""

_LINES = """
fragment Lines on Cart {
  id currency status total { amount currency } problems { code message lineId }
  lines {
    id quantity unitPrice { amount currency } total { amount currency }
    variant { id sku name product { slug name media { url(thumbnail: LINE) } } stock { available } }
  }
}
"""

CART = f"""
query Cart($id: ID!) {{ cart(id: $id) {{ ...Lines }} }}
{_LINES}"""

ACCOUNT = f"""
query Account {{
  me {{ id name email carts {{ ...Lines }} orders(first: 5) {{ nodes {{ ...Placed }} }} }}
}}
{_LINES}{_ORDER}"""

SIGN_IN = """
mutation SignIn($input: TokenCreateInput!) {
  tokenCreate(input: $input) { accessToken userErrors { code message } }
}
"""

CURSOR = """
query Cursor($first: Int!, $after: String) {
  products(first: $first, after: $after) { pageInfo { hasNextPage endCursor } }
}
"""

#: What a storefront would have in its manifest of trusted documents.
STOREFRONT = (PRODUCT, LIST, CATEGORY, CART, ACCOUNT)
