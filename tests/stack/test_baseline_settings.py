"""What an account's guards may be set to, and what a wrong one is told."""

from typing import Any

import pytest

from stack.file import load
from stack.problems import SettingsError
from tests.shipped import SYSTEMS, values_of
from tests.stacks import as_engine, changed

BASELINE = "platform:account.baseline"
# keys and values of the block -> the path complained about, what was found, what is allowed
BAD: list[tuple[dict[str, Any], str, str, str]] = [
    ({"guardduty": "yes"}, "guardduty", "'yes'", "true or false"),
    ({"guard_duty": True}, "guard_duty", "an unknown key", "guardduty"),
    ({"guardduty_plans": ["RDS_LOGIN_EVENTS"]}, "guardduty_plans", "RDS_LOGIN_EVENTS", "nothing while guardduty is false"),
    ({"guardduty": True, "guardduty_plans": ["EKS_AUDIT_LOGS"]}, "guardduty_plans[0]", "'EKS_AUDIT_LOGS'", "one of LAMBDA_"),
    (
        {"guardduty": True, "guardduty_plans": ["S3_DATA_EVENTS"] * 2},
        "guardduty_plans",
        "S3_DATA_EVENTS more than once",
        "none twice",
    ),
    ({"security_hub_standards": ["pci-dss"]}, "security_hub_standards[0]", "'pci-dss'", "pci-dss/v/4.0.1"),
    ({"cost_allocation_tags": ["aws:createdBy"]}, "cost_allocation_tags[0]", "'aws:createdBy'", "not beginning with aws:"),
    ({"cost_allocation_tags": ["AWS:x"]}, "cost_allocation_tags[0]", "'AWS:x'", "not beginning with aws:"),
    ({"cost_allocation_tags": [""]}, "cost_allocation_tags[0]", "''", "up to 128 characters"),
    ({"cost_allocation_tags": ["x" * 129]}, "cost_allocation_tags[0]", "x", "up to 128 characters"),
    ({"cost_allocation_tags": ["System", "System"]}, "cost_allocation_tags", "System more than once", "none twice"),
    ({"cost_allocation_tags": [f"k{n}" for n in range(51)]}, "cost_allocation_tags", "k0", "at most 50"),
]


@pytest.mark.parametrize(("block", "complained", "found", "allowed"), BAD)
def test_a_wrong_guard_names_its_path_value_and_remedy(block: dict[str, Any], complained: str, found: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load("account", as_engine(changed(values_of("account"), (BASELINE, block))), SYSTEMS)
    (problem,) = caught.value.problems
    assert problem.path == f"{BASELINE}.{complained}"
    assert found in problem.found
    assert allowed in problem.allowed
    assert problem.fix


def test_the_longest_key_of_a_tag_is_accepted() -> None:
    block = {"cost_allocation_tags": ["x" * 128, "cost center:a/b.c_d=e+f-g@h"]}
    settings = load("account", as_engine(changed(values_of("account"), (BASELINE, block))), SYSTEMS)
    assert settings.account.baseline.cost_allocation_tags == tuple(block["cost_allocation_tags"])
