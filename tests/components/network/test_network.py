"""Each tier of the network is where it should be, and tasks leave it only as the settings say."""

from dataclasses import replace
from typing import Literal

import pytest

from components.base.access import Access
from components.base.logs import Logging
from components.network.network import Network
from offline.simulation.runner import Recording, record
from stack.settings import NetworkSettings
from stack.settings.network import ENDPOINTS_WITHOUT_NAT
from tests.components.declaring import NETWORK, site


def network(settings: NetworkSettings) -> tuple[Recording, Access]:
    accesses: list[Access] = []

    def program() -> None:
        logging = Logging(key_arn="arn:aws:kms:key", retention_days=7, retain=False)
        accesses.append(Network("network", site(), settings=settings, logging=logging).access())

    return record(program, stack="test", config={"aws:region": "us-east-1"}), accesses[0]


@pytest.mark.parametrize(("nat", "gateways"), [("single", 1), ("per-az", 2)])
def test_nat_gateways_are_as_many_as_asked_for(nat: Literal["single", "per-az"], gateways: int) -> None:
    recording, access = network(replace(NETWORK, nat=nat))
    assert len(recording.of("aws:ec2/natGateway:NatGateway")) == gateways
    assert [opening.cidr_block for opening in access.openings] == ["0.0.0.0/0"]


def test_without_nat_tasks_reach_endpoints_and_nothing_else() -> None:
    recording, access = network(replace(NETWORK, nat="none", interface_endpoints=ENDPOINTS_WITHOUT_NAT))
    assert recording.of("aws:ec2/natGateway:NatGateway") == []
    assert [opening.cidr_block for opening in access.openings] == [None, None]
    assert access.openings[0].security_group_id is not None
    assert access.openings[1].prefix_list_id is not None


def test_the_default_group_allows_nothing() -> None:
    recording, _ = network(NETWORK)
    group = recording.named("network-default-group").inputs
    assert "ingress" not in group
    assert "egress" not in group
