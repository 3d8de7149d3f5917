"""What is known in each mode, and what is secret."""

import json

from offline.simulation.runner import UNKNOWN, Recording, Secret, plain
from offline.simulation.values import is_unknown


def test_planned_leaves_unknown_what_aws_decides(planned: Recording) -> None:
    key = planned.named("database-key")
    assert key.id == ""
    assert key.outputs["arn"] == UNKNOWN
    assert key.outputs["enableKeyRotation"] is True
    assert planned.outputs["reference"] == UNKNOWN


def test_applied_knows_everything(applied: Recording) -> None:
    open_ = [resource.urn for resource in applied.resources if is_unknown([resource.inputs, resource.outputs])]
    assert open_ == []
    assert all(resource.id for resource in applied.resources if resource.custom)


def test_applied_makes_whole_documents_readable(applied: Recording) -> None:
    document = json.loads(applied.named("unknown").inputs["policy"])
    assert document["Statement"][0]["Resource"] == applied.named("database-secret").outputs["arn"]


def test_a_secret_stays_secret_through_everything_made_of_it(applied: Recording) -> None:
    password = applied.named("database-password").outputs["result"]
    assert isinstance(password, Secret)
    assert isinstance(applied.named("database-instance").inputs["password"], Secret)
    version = applied.named("database-secret-version").inputs["secretString"]
    assert isinstance(version, Secret)
    assert json.loads(plain(version))["password"] == password.value
    assert len(password.value) == 32


def test_no_text_form_of_a_secret_shows_it(applied: Recording) -> None:
    password = applied.named("database-password").outputs["result"]
    assert password.value not in repr(applied)
    assert password.value not in f"{password}{password!r}"
