"""What moto lacks: answers that botocore's models of the operations accept, from the recorded plan where it says anything."""

import json
import os
from collections.abc import Mapping
from typing import Any, Final

from tests.ops.driving import Ops
from tests.ops.front import Fake

TABLE: Final[Mapping[str, str]] = {
    "ecr:GetDownloadUrlForLayer": "an address on loopback, where the layer of the made-up image is",
    "stepfunctions:GetExecutionHistory": "that the task was started, once the test says so; moto's history is always the same",
}
"""Operation -> what the fake answers. docs/operations.md lists it, and a test holds that."""


def fakes(ops: Ops) -> dict[tuple[str, str], Fake]:
    """Return a fake for each operation of the table."""
    made = {
        "ecr:GetDownloadUrlForLayer": _download,
        "stepfunctions:GetExecutionHistory": lambda asked: _history(ops, asked),
    }
    assert made.keys() == TABLE.keys()
    return {(service, operation): fake for name, fake in made.items() for service, _, operation in [name.partition(":")]}


def _download(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"downloadUrl": f"{os.environ['AWS_ENDPOINT_URL']}/blob/{asked['layerDigest']}", "layerDigest": asked["layerDigest"]}


def _history(ops: Ops, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    task = ops.tasks.get(asked["executionArn"])
    started = {"timestamp": ops.clock.now(), "type": "ExecutionStarted", "id": 1}
    if task is None:
        return {"events": [started]}
    output = json.dumps({"Tasks": [{"TaskArn": task}]})
    details = {"resourceType": "ecs", "resource": "runTask.sync", "output": output}
    return {
        "events": [started, {"timestamp": ops.clock.now(), "type": "TaskSubmitted", "id": 2, "taskSubmittedEventDetails": details}]
    }
