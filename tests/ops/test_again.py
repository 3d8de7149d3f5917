"""Calls that are made again: their answer was lost, there is more than one page, or a command goes on after one that was ended."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from ops import deploying
from ops.aws import ecr
from ops.aws.client import Aws
from ops.aws.logs import Tail
from ops.ending import Exit
from ops.readers.images import Image
from tests.ops.cases import cases
from tests.ops.driving import Ops
from tests.ops.front import Fault


def test_a_job_is_started_once_though_the_answer_was_lost(ops: Ops) -> None:
    """AWS takes a second call of the same name for the first."""
    case = cases()["migrate"]
    case.prepare(ops)
    ops.front.faults.append(Fault(action="stepfunctions:StartExecution", code="InternalError", times=1, status=500))
    ended = ops(case.line, "--yes")
    assert ended.status == Exit.DONE, ended
    names = [call.parameters["name"] for call in ended.calls if call.operation == "StartExecution"]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_an_image_that_has_its_tag_already_is_deployed(ops: Ops) -> None:
    case = cases()["deploy"]
    case.prepare(ops)
    ops.front.faults.append(Fault(action="ecr:PutImage", code="ImageAlreadyExistsException", times=1))
    assert ops(case.line, "--yes").status == Exit.DONE


def test_a_promotion_that_was_ended_is_made_again(ops: Ops) -> None:
    """Of what the first has copied, ECR says that it is there."""
    case = cases()["promote"]
    case.prepare(ops)
    ops.front.faults.append(Fault(action="ecr:CompleteLayerUpload", code="LayerAlreadyExistsException", times=1))
    assert ops(case.line, "--yes", stack=case.stack).status == Exit.DONE


def test_two_images_of_one_repository_have_two_tags(ops: Ops) -> None:
    tags: list[tuple[str, str]] = []

    class Recorded:
        dry_run = False

        def write(self, _service: str, operation: str, _target: str, /, **parameters: Any) -> Mapping[str, Any]:
            if operation == "put_image":
                tags.append((parameters["repositoryName"], parameters["imageTag"]))
            return {}

    run = cast(
        "Any",
        type("Run", (), {"aws": Recorded(), "clock": ops.clock, "file": type("File", (), {"path": lambda _, tail: tail})()})(),
    )
    changes = [
        deploying.Change(
            image=Image(service=service, repository=repository, digest=digest, manifest=("{}", "")), recorded=None, deployed=None
        )
        for service, repository, digest in (("a", "workers", "1"), ("b", "workers", "2"), ("c", "workers", "1"), ("d", "api", "3"))
    ]
    deploying.release(run, changes)
    assert [repository for repository, _ in tags] == ["workers", "workers", "api"]
    assert len(set(tags)) == len(tags)


def test_layers_are_asked_about_a_hundred_at_a_time() -> None:
    """ECR refuses more, and an image may have 127."""
    asked: list[list[str]] = []

    class Recorded:
        def read(self, *_: str, layerDigests: list[str], **__: Any) -> Mapping[str, Any]:  # noqa: N803  as boto3 calls it
            asked.append(layerDigests)
            return {"layers": [{"layerDigest": one, "layerAvailability": "AVAILABLE"} for one in layerDigests[1:]]}

    layers = [f"sha256:{number}" for number in range(127)]
    assert ecr.missing_layers(cast("Aws", Recorded()), "api", layers) == [layers[0], layers[100]]
    assert [len(one) for one in asked] == [100, 27]


def test_a_log_that_is_followed_is_read_once() -> None:
    """A job of an hour would read its whole log seven hundred times."""
    asked: list[int] = []
    held: list[dict[str, Any]] = [{"eventId": str(minute), "timestamp": minute * 60_000, "message": ""} for minute in range(60)]

    class Recorded:
        def pages(self, *_: str, startTime: int, **__: Any) -> list[Mapping[str, Any]]:  # noqa: N803  as boto3 calls it
            asked.append(startTime)
            return [one for one in held if one["timestamp"] >= startTime]

    tail = Tail(cast("Aws", Recorded()), "group", datetime.fromtimestamp(0, UTC))
    assert tail.new() == held
    late = {"eventId": "late", "timestamp": 58 * 60_000, "message": ""}
    held.append(late)
    assert tail.new() == [late]
    assert tail.new() == []
    assert asked == [0, 54 * 60_000, 54 * 60_000]
