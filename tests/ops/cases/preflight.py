"""`preflight`."""

from tests.ops.cases import Case
from tests.ops.names import RESOLVER

CASE = Case(
    line=f"preflight --resolver {RESOLVER}",
    says=(
        "ok    network.availability_zones: us-east-1a, us-east-1b, us-east-1c can be used",
        "ok    network.nat: 3 elastic IP addresses needed, 1000 free of 1000",
        "ok    database.engine_version: postgres 17 is 17.1, 17.2",
        "ok    services: deployments run up to",
        "ok    load_balancer.hosted_zone: example.com is public hosted zone",
        "ok    load_balancer.hosted_zone: example.com is delegated to ns-2048.awsdns-64.com",
        "ok    cache.engine_version: redis 7.1 is there",
        "ok    stream.kafka_version: Kafka 3.9.x.kraft is offered",
        "ok    role_boundary: the policy acct-shared-boundary-pde-production is there",
        "ok    recovery.region: us-west-2 takes backups of databases in us-east-1",
        "ok    a new account: the service-linked roles are there",
    ),
)
