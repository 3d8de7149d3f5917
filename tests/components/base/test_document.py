"""A JSON text with outputs in it: what `pulumi.Output.json_dumps` would say, whatever is known of the outputs."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.base.document import json_text
from offline.simulation.runner import UNKNOWN, Mode, Recording, Secret, record


def written(document: Any, mode: Mode = Mode.APPLIED) -> Recording:
    """Record what both ways make of a document that is made once a queue is there."""

    def program() -> None:
        queue = aws.sqs.Queue("queue", name="orders")
        filled = document(queue)
        pulumi.export("ours", json_text(filled))
        pulumi.export("theirs", pulumi.Output.json_dumps(filled))
        aws.ssm.Parameter("ours", type="String", name="/ours", value=json_text(filled))

    return record(program, stack="dev", config={"aws:region": "us-east-1"}, mode=mode)


def with_outputs(queue: aws.sqs.Queue) -> dict[str, Any]:
    told = pulumi.Output.from_input({"names": [queue.name, "é"], "none": None})
    return {"b": [1, (queue.arn, {"deep": queue.url}), True], "a": told, "again": queue.arn, "empty": [{}, []]}


def test_outputs_stand_where_they_were_put() -> None:
    outputs = written(with_outputs).outputs
    assert outputs["ours"] == outputs["theirs"]
    assert list(json.loads(outputs["ours"])) == ["b", "a", "again", "empty"]
    assert json.loads(outputs["ours"])["a"] == {"names": ["orders", "é"], "none": None}


def test_one_value_that_only_aws_decides_leaves_the_whole_open() -> None:
    assert written(with_outputs, Mode.PLANNED).outputs["ours"] == UNKNOWN


def test_without_outputs_it_is_known_at_once() -> None:
    outputs = written(lambda _queue: {"widgets": [{"x": 0.5}]}, Mode.PLANNED).outputs
    assert outputs["ours"] == outputs["theirs"] == '{"widgets": [{"x": 0.5}]}'


def test_a_secret_in_it_makes_it_secret() -> None:
    outputs = written(lambda queue: {"user": queue.name, "password": pulumi.Output.secret("hunter2")}).outputs
    assert outputs["ours"] == Secret('{"user": "orders", "password": "hunter2"}')


def test_it_waits_for_what_it_names() -> None:
    recording = written(with_outputs)
    assert recording.named("ours").property_dependencies["value"] == (recording.named("queue").urn,)


@pytest.mark.parametrize("part", [{1}, b"bytes", object()])
def test_what_json_does_not_have_is_an_error(part: object) -> None:
    with pytest.raises(TypeError, match=f"JSON has no {type(part).__name__}|is not JSON serializable"):
        written(lambda queue: {"of": [queue.arn, part]})
