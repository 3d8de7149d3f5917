"""A queue is encrypted, speaks TLS, keeps what failed, and is open to exactly who was given it."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.base.access import Access
from components.data.queue import Queue
from offline.simulation.runner import Recording, plain
from stack.settings import QueueAlarms, QueueSettings
from tests import reading
from tests.components.declaring import ACCOUNT, declared

ARN = f"arn:aws:sqs:us-east-1:{ACCOUNT}:wea-test-work"


def queue(settings: QueueSettings | None = None, **wanted: Any) -> tuple[Recording, Queue, Access]:
    found: list[Queue] = []
    recording = declared(lambda placement: found.append(Queue("work", placement, settings=settings or QueueSettings())))
    return (
        recording,
        found[0],
        found[0].access({"SQS_QUEUE": "name", "SQS_PREFIX": "prefix", "LIMIT": "seconds"}, **(wanted or {"send": True})),
    )


def test_both_queues_are_encrypted_and_speak_tls_alone() -> None:
    recording, _, _ = queue()
    key = recording.named("work-key", "aws:kms/key:Key").outputs["arn"]
    for name in ("work", "work-failed"):
        assert recording.named(f"{name}-queue").inputs["kmsMasterKeyId"] == key
        (refusal,) = reading.document(recording.named(f"{name}-policy"))
        assert (refusal["Effect"], refusal["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_what_fails_is_kept_for_a_fortnight() -> None:
    recording, _, _ = queue(QueueSettings(attempts=3, work_seconds=60, retention_days=2))
    work, failed = recording.named("work-queue"), recording.named("work-failed-queue")
    redrive = json.loads(plain(work.inputs["redrivePolicy"]))
    assert redrive == {"deadLetterTargetArn": failed.outputs["arn"], "maxReceiveCount": 3}
    assert [work.inputs[key] for key in ("visibilityTimeoutSeconds", "messageRetentionSeconds")] == [60, 2 * 86400]
    assert failed.inputs["messageRetentionSeconds"] == 14 * 86400
    allowed = json.loads(plain(recording.named("work-failed-redrive").inputs["redriveAllowPolicy"]))
    assert allowed == {"redrivePermission": "byQueue", "sourceQueueArns": [ARN]}


@pytest.mark.parametrize(
    ("wanted", "actions", "key"),
    [
        ({"send": True}, {"SendWork": {"SendMessage"}}, {"kms:Decrypt", "kms:GenerateDataKey"}),
        ({"receive": True}, {"ReceiveWork": {"ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"}}, {"kms:Decrypt"}),
        (
            {"send": True, "receive": True},
            {"SendWork": {"SendMessage"}, "ReceiveWork": {"ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"}},
            {"kms:Decrypt", "kms:GenerateDataKey"},
        ),
    ],
)
def test_access_is_what_was_asked_for(wanted: dict[str, Any], actions: dict[str, set[str]], key: set[str]) -> None:
    _, _, access = queue(**wanted)
    *messages, use = access.statements
    looks = {"GetQueueAttributes", "GetQueueUrl"}
    assert {one.sid: set(one.actions) for one in messages} == {
        sid: {f"sqs:{name}" for name in names | looks} for sid, names in actions.items()
    }
    assert all(one.resources == (ARN,) for one in messages)
    assert (use.sid, set(use.actions)) == ("UseWorkKey", key)
    assert use.conditions == {"StringEquals": {"kms:ViaService": "sqs.us-east-1.amazonaws.com"}}
    assert access.environment == {
        "SQS_QUEUE": "wea-test-work",
        "SQS_PREFIX": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}",
        "LIMIT": "108",  # of the 120 after which the queue hands a message to another worker
    }


def test_access_without_a_purpose_or_with_an_unknown_field_is_refused() -> None:
    _, tier, _ = queue()
    with pytest.raises(ValueError, match="access to work is to send, to receive or both"):
        tier.access({})
    with pytest.raises(ValueError, match="QUEUE asks for arn, which work does not have: url, name, prefix"):
        tier.access({"QUEUE": "arn"}, send=True)


def test_alarms_and_backlog() -> None:
    _, tier, _ = queue(QueueSettings(alarms=QueueAlarms(oldest_seconds=60)))
    bounds = {one.name: one.threshold for one in tier.signals}
    assert bounds == {"work-oldest": 60, "work-waiting": None, "work-failed": 0}
    backlog = tier.backlog(target=50)
    assert (backlog.metric, backlog.dimensions, backlog.target) == (
        "ApproximateNumberOfMessagesVisible",
        {"QueueName": "wea-test-work"},
        50,
    )


def test_a_message_can_be_tried_as_often_as_promised() -> None:
    with pytest.raises(ValidationError):
        QueueSettings(attempts=10, work_seconds=43_200, retention_days=1)
