"""What a stack file says to the AWS provider: wrong shapes, keys and values are refused by name."""

import re
from pathlib import Path
from typing import Any

import pulumi_aws as aws
import pytest

from stack.file import load
from stack.provider import KEYS
from stack.settings.vocabulary import REGIONS
from tests.shipped import SYSTEMS, values_of
from tests.stack.test_shapes import told, told_of
from tests.stacks import DELETE, as_engine


@pytest.mark.parametrize(("key", "fix"), [("aws:regoin", "write aws:region"), ("aws:zzz", "remove it"), ("aws:", "remove it")])
def test_a_key_the_provider_does_not_read_is_refused(key: str, fix: str) -> None:
    """A misspelt aws:allowedAccountIds of an unprotected stack would let it into any account."""
    (problem,) = told({**as_engine(values_of("production")), key: "x"})
    assert (problem.path, problem.fix) == (key, fix)


def test_the_provider_s_keys_are_those_of_the_sdk() -> None:
    text = (Path(aws.__file__).parent / "config" / "vars.py").read_text(encoding="utf-8")
    assert set(re.findall(r"__config__\.get\w*\('(\w+)'\)", text)) == set(KEYS)


@pytest.mark.parametrize("region", ["mars-north-1", "us-east-1a", "", "us-east", "Oregon"])
def test_a_wrong_region_is_named_itself(region: str) -> None:
    paths = {problem.path for problem in told({**as_engine(values_of("production")), "aws:region": region})}
    assert paths == {"aws:region"}


def test_the_regions_are_those_of_aws_own_partition() -> None:
    elsewhere = ("cn-", "us-gov-", "us-iso", "eu-iso", "eusc-")
    assert {region.value for region in aws.Region if not region.value.startswith(elsewhere)} == set(REGIONS)


@pytest.mark.parametrize(
    "text", ["foo", "[]", "null", "3", '{"tags":["a"]}', '{"tags":"x"}', '{"tags":null}', "{}", "[" * 5000, DELETE]
)
def test_default_tags_of_any_other_shape_are_refused(text: Any) -> None:
    config = as_engine(values_of("dev"))
    if text is DELETE:
        del config["aws:defaultTags"]
    else:
        config["aws:defaultTags"] = text
    (problem,) = told(config, "dev")
    assert problem.path == "aws:defaultTags"
    assert problem.fix == "write tags: {System: pre-delinquency-engine, Environment: dev, ManagedBy: pulumi}"


@pytest.mark.parametrize(
    ("tags", "path", "found"),
    [
        ({"Environment": "production"}, "aws:defaultTags.tags.Environment", "production"),
        ({"System": "fraud-detector"}, "aws:defaultTags.tags.System", "fraud-detector"),
        ({"aws:x": "y"}, "aws:defaultTags.tags", "the key 'aws:x'"),
        ({"": "y"}, "aws:defaultTags.tags", "the key ''"),
        ({"Cost": "v" * 257}, "aws:defaultTags.tags.Cost", "257 characters"),
        ({"Cost": 1}, "aws:defaultTags.tags.Cost", "no text"),
        ({"Cost": "a*b\n"}, "aws:defaultTags.tags.Cost", "'\\n', '*'"),
        ({"C(o)st": "x"}, "aws:defaultTags.tags.C(o)st", "'(', ')'"),
        ({f"k{number}": "v" for number in range(50)}, "aws:defaultTags.tags", "53 tags"),
    ],
)
def test_tags_are_the_stacks_own_and_what_aws_takes(tags: dict[str, Any], path: str, found: str) -> None:
    """A copied stack file that keeps another's tags would be billed, alarmed and permitted as that one."""
    written = {**values_of("dev")["aws:defaultTags"]["tags"], **tags}
    assert told_of(("aws:defaultTags", {"tags": written}), stack="dev")[path] == found


@pytest.mark.parametrize(
    "text", [DELETE, "[]", "null", "111122223333", '"111122223333"', '["11112222333"]', "[111122223333]", "{}"]
)
def test_a_protected_stack_says_in_which_account_it_may_be(text: Any) -> None:
    """With wrong credentials everything would be made in the wrong account, or deleted there."""
    config = as_engine(values_of("production"))
    del config["aws:allowedAccountIds"]
    (problem,) = told(config if text is DELETE else {**config, "aws:allowedAccountIds": text})
    assert problem.path == "aws:allowedAccountIds"
    dev = as_engine(values_of("dev"))
    load("dev", dev, SYSTEMS)
    load("dev", {**dev, "aws:allowedAccountIds": '["111122223333"]'}, SYSTEMS)
