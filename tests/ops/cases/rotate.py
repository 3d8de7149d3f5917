"""`rotate`."""

from tests.ops.cases import Case
from tests.ops.driving import Ops

CASE = Case(
    line="rotate cache",
    says=(
        "+    rotation: 2",
        "cache was last changed 90 d ago",
        "the next `up` changes the AUTH token",
        "next: pulumi up -s production --policy-pack policy",
        "to take it back before that: git checkout -- Pulumi.production.yaml",
    ),
    prepare=Ops.copy_project,
    wrong={"rotate cash": "write cache", "rotate api-keys": "database"},
    applies=True,
)
