"""`status`."""

from tests.ops.cases import Case

CASE = Case(
    line="status",
    says=("api", "2/2", "intervention-worker", "0 of 42 fire", "pde-production-database: available", "stream-lag"),
)
