"""What rules look for is there: a type or a property that no provider has makes a rule that can never fire."""

import importlib
import importlib.util

from offline.simulation import schema
from policy.knowledge.encryption_and_logs import KEY_PATHS
from policy.knowledge.implicit_log_groups import MAKERS
from policy.model import kinds
from tests.policy.asking import EDGE, noting
from tests.policy.rules import CASES
from tests.policy.tables import BY_NAME, judge

INVENTED = "aws:any/thing:Thing"  # stands in cases for a type that rules do not know


def properties(token: str) -> set[str]:
    """Return the names of a type's properties; none for a type that the provider does not have."""
    room = token.split(":")[1].partition("/")[0]
    name = f"pulumi_aws.{'lambda_' if room == 'lambda' else room}"
    if importlib.util.find_spec(name):
        importlib.import_module(name)
    found = set(schema.properties(token))
    return found and {*found, "id"}


def test_every_type_exists() -> None:
    named = {one for one in vars(kinds).values() if isinstance(one, str) and one.startswith("aws:")}
    judged = {one.token for case in CASES for one in case.plan.specs.values() if one.token.startswith("aws:")}
    made = {maker.token for maker in MAKERS}
    assert {token for token in named | judged | made if not properties(kinds.canonical(token))} <= {INVENTED}


def test_every_key_s_property_exists() -> None:
    assert {
        (token, path) for token, paths in KEY_PATHS.items() for path in paths if path.split(".")[0] not in properties(token)
    } == set()


def test_every_property_of_what_has_a_log_group_exists() -> None:
    asked: set[tuple[str, str]] = set()
    for case in (case for case in CASES if case.rule == "log-groups-declared"):
        with noting() as noted:
            judge(BY_NAME[case.rule], case.plan, case.config)
        asked |= {(token, path.removeprefix(EDGE)) for token, _, path in noted if token.startswith("aws:")}
    names = {"name", "arn", "id", "bucket", "family", "keyId", "url"}  # any of which may identify a log group
    asked = {one for one in asked if one[0] != kinds.LOG_GROUP or one[1] not in names}
    assert {(token, path) for token, path in asked if path not in properties(token)} == set()
    assert {maker.token for maker in MAKERS} <= {token for token, _ in asked}
