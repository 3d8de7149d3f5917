"""`recovery-check`."""

from tests.ops.cases import Case

CASE = Case(
    line="recovery-check --step up=95",
    says=(
        "RPO  database: 5 min would be lost; at most 26 h",
        "RPO  bucket models: 0 s would be lost",
        "RPO  images: 0 s would be lost",
        "RTO  restore 42 min + up 1 h 35 min = 2 h 17 min; at most 8 h",
    ),
)
