"""The permission matrix of reconciliation: the platform's staff alone, and those of them who may."""

from tests.reconciliation.filed import difference_of, run_of
from tests.wire.client import gid
from tests.wire.world import STAFF_ONLY, Rows

RECONCILIATION: Rows = {
    "reconciliationDifferenceResolve": (
        lambda _: {"id": gid(difference_of(run_of())), "reason": "Of our other shop"},
        STAFF_ONLY,
    ),
}
