"""Where alarms go: an encrypted topic that only this account's alarms can publish to."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.iam import Statement, document
from components.key import EncryptionKey, for_alarms
from components.scope import Scope


class AlertTopic(pulumi.ComponentResource):
    """An SNS topic with e-mail subscriptions; each address confirms by mail after the first `up`."""

    def __init__(
        self, name: str, *, scope: Scope, emails: Sequence[str], protect: bool, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platform:alerts:AlertTopic", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        key = EncryptionKey(name, scope=scope, purpose="alarm messages", protect=protect, services=[for_alarms(scope)], opts=child)
        topic = aws.sns.Topic(f"{name}-topic", name=scope.name(name), kms_master_key_id=key.arn, opts=child)
        arn = scope.arn("sns", scope.name(name))
        policy = aws.sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            policy=document(
                [
                    Statement(
                        sid="AlarmsOfThisAccount",
                        actions=("sns:Publish",),
                        resources=(arn,),
                        principals={"Service": ("cloudwatch.amazonaws.com",)},
                        conditions={
                            "StringEquals": {"aws:SourceAccount": scope.account},
                            "ArnLike": {"aws:SourceArn": scope.arn("cloudwatch", "alarm:*")},
                        },
                    ),
                    Statement(
                        sid="RefusePlaintext",
                        effect="Deny",
                        actions=("sns:Publish",),
                        resources=(arn,),
                        principals={"AWS": ("*",)},
                        conditions={"Bool": {"aws:SecureTransport": "false"}},
                    ),
                ]
            ),
            opts=child,
        )
        for address in emails:
            aws.sns.TopicSubscription(
                f"{name}-{address.replace('@', '-at-')}", topic=topic.arn, protocol="email", endpoint=address, opts=child
            )
        self.arn = topic.arn
        self.ready: list[pulumi.Resource] = [policy]
        """What an alarm must wait for: before the policy its messages are refused."""
        self.register_outputs({"arn": self.arn})
