"""The case tables of all rules."""

from tests.policy.cases import ecr, ecs, iam, keys_logs, load_balancer, network, rds, reachability, s3, secrets
from tests.policy.plans import Case

_MODULES = (rds, s3, keys_logs, network, load_balancer, ecs, ecr, iam, reachability, secrets)

CASES: list[Case] = [case for module in _MODULES for table in module.TABLES for case in table.cases]
