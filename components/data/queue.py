"""A queue of work with a place for what fails, readable by exactly the workloads that were given it."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.base.access import Access
from components.base.document import json_text
from components.base.grant import DECRYPT, READ_AND_WRITE, Grant, Reach, arns, through
from components.base.iam import Statement, actions, document
from components.base.key import EncryptionKey
from components.base.signal import Backlog, Metrics, Signal
from components.base.tier import Tier
from components.network.placement import Placement
from stack.settings import QueueSettings

_FOURTEEN_DAYS = 14 * 24 * 3600
_QUEUES = Reach(sid="Queues", resources=arns("sqs", "{name}-*"))
_SEND = Grant(reach=_QUEUES, actions=actions("sqs", "GetQueueAttributes GetQueueUrl SendMessage"))
_RECEIVE = Grant(
    reach=_QUEUES,
    actions=actions("sqs", "ChangeMessageVisibility DeleteMessage GetQueueAttributes GetQueueUrl ReceiveMessage"),
)


class Queue(Tier):
    """An SQS queue `<code>-<environment>-<name>`, encrypted with a key of its own, over TLS alone.

    A message that was received too often without being deleted goes to `<name>-failed`, where it stays for 14 days.

    Args:
        name: logical and physical name part; for ever.
        placement: names.
        settings: how long one message may take, how often it is tried, how old it may get.
    """

    GRANTS = (_SEND, _RECEIVE, DECRYPT, READ_AND_WRITE)

    def __init__(
        self, name: str, placement: Placement, *, settings: QueueSettings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platform:queue:Queue", name, opts)
        self._site = site = placement.site
        self._settings = settings
        self.name = site.name("queue", name)
        self._failed_name = site.name("queue", f"{name}-failed")
        self._arn = site.arn("sqs", self.name)
        self._key = placement.key or EncryptionKey(
            name, site, purpose=f"messages of {name}", opts=pulumi.ResourceOptions(parent=self)
        )
        failed = self._queue(f"{name}-failed", self._failed_name, retention_seconds=_FOURTEEN_DAYS)
        self._queue_resource = self._queue(
            name,
            self.name,
            retention_seconds=settings.retention_days * 24 * 3600,
            visibility_timeout_seconds=settings.work_seconds,
            redrive_policy=json_text({"deadLetterTargetArn": failed.arn, "maxReceiveCount": settings.attempts}),
        )
        aws.sqs.RedriveAllowPolicy(
            f"{name}-failed-redrive",
            queue_url=failed.id,
            redrive_allow_policy=json_text({"redrivePermission": "byQueue", "sourceQueueArns": [self._queue_resource.arn]}),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.url = self._queue_resource.url
        self.register_outputs({"url": self.url})

    def access(self, variables: Mapping[str, str], *, send: bool = False, receive: bool = False) -> Access:
        """Send to the queue, or receive and delete.

        Args:
            variables: environment variable -> `url`, `name`, `prefix` (the URL up to the name, as Laravel takes it), or `seconds`
                (after which a worker has to give up a message: a tenth before the queue hands it to another).
            send: whether the workload puts work in.
            receive: whether it takes work out.

        Raises:
            ValueError: when there is no such field, or neither is asked for.
        """
        if not send and not receive:
            raise ValueError(f"access to {self.logical_name} is to send, to receive or both")
        fields: dict[str, pulumi.Input[str]] = {
            "url": self.url,
            "name": self.name,
            "prefix": f"https://sqs.{self._site.region}.amazonaws.com/{self._site.account}",
            "seconds": str(max(1, self._settings.work_seconds * 9 // 10)),
        }
        for variable, field in variables.items():
            if field not in fields:
                raise ValueError(f"{variable} asks for {field}, which {self.logical_name} does not have: {', '.join(fields)}")
        part = "".join(word.capitalize() for word in self.logical_name.split("-"))
        statements = [
            grant.on(f"{sid}{part}", self._arn)
            for sid, wanted, grant in (("Send", send, _SEND), ("Receive", receive, _RECEIVE))
            if wanted
        ]
        key = READ_AND_WRITE if send else DECRYPT
        statements.append(key.on(f"Use{part}Key", self._key.arn, conditions=through(self._site.service_endpoint("sqs"))))
        environment = {variable: fields[field] for variable, field in variables.items()}
        return Access(tier=self.logical_name, statements=tuple(statements), environment=environment)

    def backlog(self, *, target: float) -> Backlog:
        """Return what scaling looks at: messages nobody works on yet."""
        return Backlog(
            name=f"{self.logical_name}-backlog",
            namespace="AWS/SQS",
            metric="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": self.name},
            target=target,
        )

    @property
    def signals(self) -> list[Signal]:
        """Work that waits too long, and work that failed."""
        sqs = Metrics(
            tier=self.logical_name, namespace="AWS/SQS", dimensions={"QueueName": self._queue_resource.name}, runbook="queue-stuck"
        )
        failed = Metrics(
            tier=self.logical_name, namespace="AWS/SQS", dimensions={"QueueName": self._failed_name}, runbook="queue-stuck"
        )
        oldest = self._settings.alarms.oldest_seconds
        return [
            sqs.above(
                "ApproximateAgeOfOldestMessage",
                oldest,
                "oldest",
                "oldest message (s)",
                f"A message of {self.name} waits for more than {oldest} s: its workers are too slow, stuck or stopped.",
                statistic="Maximum",
            ),
            sqs.chart("ApproximateNumberOfMessagesVisible", "waiting", "messages", statistic="Maximum"),
            failed.above(
                "ApproximateNumberOfMessagesVisible",
                0,
                "failed",
                "messages",
                f"{self._failed_name} holds messages that failed {self._settings.attempts} times. Read one, mend, start a redrive.",
                statistic="Maximum",
                severity="critical",
            ),
        ]

    def _queue(
        self,
        name: str,
        physical_name: str,
        *,
        retention_seconds: int,
        visibility_timeout_seconds: int | None = None,
        redrive_policy: pulumi.Output[str] | None = None,
    ) -> aws.sqs.Queue:
        queue = aws.sqs.Queue(
            f"{name}-queue",
            name=physical_name,
            kms_master_key_id=self._key.arn,
            kms_data_key_reuse_period_seconds=300,
            message_retention_seconds=retention_seconds,
            receive_wait_time_seconds=20,
            visibility_timeout_seconds=visibility_timeout_seconds,
            redrive_policy=redrive_policy,
            opts=pulumi.ResourceOptions(parent=self, protect=self._site.protect),
        )
        refuse = Statement(
            sid="RefusePlaintext",
            effect="Deny",
            actions=("sqs:*",),
            resources=(self._site.arn("sqs", physical_name),),
            principals={"AWS": ("*",)},
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        )
        aws.sqs.QueuePolicy(
            f"{name}-policy", queue_url=queue.id, policy=document([refuse]), opts=pulumi.ResourceOptions(parent=self)
        )
        return queue
