"""`scale` starts no second task of what must run once."""

from collections.abc import Iterable
from typing import Any

import pytest

from ops.aws import ecs
from ops.aws.client import Aws
from ops.ending import Exit
from tests.ops.driving import Ops


@pytest.mark.parametrize(("maximum", "status"), [(100, Exit.INPUT), (200, Exit.DONE)])
def test_what_must_run_once_is_given_no_second_task(ops: Ops, monkeypatch: pytest.MonkeyPatch, maximum: int, status: Exit) -> None:
    described = ecs.describe_services

    def as_deployed(aws: Aws, cluster: str, services: Iterable[str]) -> list[dict[str, Any]]:
        found = described(aws, cluster, services)
        return [{**one, "deploymentConfiguration": {"maximumPercent": maximum}, "runningCount": 2} for one in found]

    monkeypatch.setattr(ecs, "describe_services", as_deployed)
    ended = ops("scale intervention-worker 2 2 --yes")
    assert ended.status == status
    assert ("for a service that must run once" in ended.out + ended.err) == (maximum == 100)
    assert ("ecs:UpdateService" in ended.actions) == (maximum == 200)
