"""What the program looks up is answered as AWS would."""

import re
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from offline.simulation.runner import Mode, OfflineError, record

SECOND_REGION = {"aws:region": "eu-west-1"}


def _exported(look_up: Callable[[], object], **options: Any) -> Any:
    return record(lambda: pulumi.export("found", look_up()), stack="dev", **options).outputs["found"]


def test_the_zones_of_a_region_are_the_real_ones() -> None:
    assert _exported(lambda: aws.get_availability_zones().names, config={"aws:region": "ca-central-1"}) == [
        "ca-central-1a",
        "ca-central-1b",
        "ca-central-1d",
    ]


def test_account_region_and_partition_are_known() -> None:
    for mode in Mode:
        assert _exported(lambda: aws.get_caller_identity().account_id, mode=mode) == "111122223333"
        assert _exported(lambda: aws.get_region().region, config=SECOND_REGION, mode=mode) == "eu-west-1"
        assert _exported(lambda: aws.get_partition().partition, mode=mode) == "aws"


def test_a_hosted_zone_is_found_by_name() -> None:
    assert re.fullmatch(r"Z[A-Z0-9]{20}", _exported(lambda: aws.route53.get_zone(name="example.com").zone_id))


STORED = {"/x/dev/images/worker": "2", "/x/dev/images/api": "1", "/x/dev/images/old/api": "0", "/x/dev/imagesets/api": "3"}


def _parameters(path: str, *, recursive: bool = False) -> Any:
    def look_up() -> dict[str, str]:
        found = aws.ssm.get_parameters_by_path(path=path, recursive=recursive)
        return dict(zip(found.names, found.values, strict=True))

    return _exported(look_up, parameters=STORED)


@pytest.mark.parametrize("path", ["/x/dev/images", "/x/dev/images/"])
def test_parameters_are_those_directly_below_a_path(path: str) -> None:
    assert _parameters(path) == {"/x/dev/images/api": "1", "/x/dev/images/worker": "2"}


def test_parameters_further_down_are_found_recursively() -> None:
    assert _parameters("/x/dev/images", recursive=True).keys() == STORED.keys() - {"/x/dev/imagesets/api"}


def test_a_path_with_nothing_below_it_is_empty() -> None:
    assert _parameters("/x/dev/keys") == {}


def test_a_look_up_that_is_not_simulated_says_where_to_add_it() -> None:
    with pytest.raises(OfflineError, match=r"aws:ec2/getAmi:getAmi, which offline/simulation/invokes.py does not answer"):
        _exported(lambda: aws.ec2.get_ami().id)
