import orjson
from tests.wire.test_errors import send
def test_x(db):
    for q in ("{ products ", "", "query A { a: __typename } query B { b: __typename }"):
        r = send({"query": q})
        print(repr(q), r.status_code, r.headers["Content-Type"], r.content[:300])
