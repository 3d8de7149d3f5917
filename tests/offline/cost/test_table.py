"""Every type of resource is priced, free with a reason, or told as billed by use."""

import itertools
import re
from collections.abc import Iterator

import pytest

from offline.cost.rows.table import BY_USE, EVERYWHERE, FREE, PRICED
from tests.offline.cost.estimating import SHIPPED, estimated, resource
from tests.shipped import recorded as as_shipped
from tests.stacks import ROOT, STACKS, recorded

TABLES = {"PRICED": PRICED, "FREE": FREE, "BY_USE": BY_USE}


@pytest.mark.parametrize("stack", STACKS)
def test_every_type_a_stack_declares_is_in_a_table(stack: str) -> None:
    declared = {one.type for one in recorded(stack).resources if one.custom and one.type.startswith("aws:")}
    missing = declared - set().union(*TABLES.values())
    assert not missing, "add a row to offline/cost/rows/table.py: a function that prices it, or why it is free or billed by use"


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(TABLES, 2)))
def test_no_type_is_in_two_tables(one: str, other: str) -> None:
    assert set(TABLES[one]) & set(TABLES[other]) == set()


def types_in_the_source() -> Iterator[str]:
    """Every type a component can declare, also where no stack file asks for it."""
    for path in (ROOT / "components").rglob("*.py"):
        for module, name in re.findall(r"\baws\.(\w+)\.([A-Z]\w*)\(", path.read_text(encoding="utf-8")):
            yield f"aws:{module}/{name[0].lower()}{name[1:]}:{name}"


def test_every_type_a_component_can_declare_is_in_a_table() -> None:
    found = set(types_in_the_source())
    assert "aws:kms/key:Key" in found
    assert found - set().union(*TABLES.values()) == set()


def test_no_row_is_for_a_type_that_nobody_declares() -> None:
    declared = {one.type for stack in SHIPPED for one in as_shipped(stack).resources}
    assert set().union(*TABLES.values()) - declared - set(types_in_the_source()) == set()


def test_reasons_are_words() -> None:
    assert [type_ for table in (FREE, BY_USE) for type_, reason in table.items() if len(reason.split()) < 2] == []


def test_a_type_in_no_table_is_told_and_makes_the_total_a_least_one() -> None:
    found = estimated(resource("aws:lightsail/instance:Instance", {}))
    assert found.unknown == ("aws:lightsail/instance:Instance",)
    assert not found.complete
    assert found.unpriced == ("aws:lightsail/instance:Instance: in no table of the estimate", *EVERYWHERE)


def test_what_is_free_or_of_another_provider_is_in_no_line() -> None:
    found = estimated(resource("aws:iam/role:Role", {}), resource("random:index/randomId:RandomId", {}))
    assert (found.items, found.unknown, found.complete) == ((), (), True)
