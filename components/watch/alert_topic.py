"""Where alarms go: an encrypted topic that only this account's alarms and budgets can publish to."""

from dataclasses import replace

import pulumi
import pulumi_aws as aws

from components.base.iam import Statement, document, trust
from components.base.key import EncryptionKey, for_alarms, for_budgets
from stack.settings import AlertSettings, SlackSettings
from stack.site import Site


class AlertTopic(pulumi.ComponentResource):
    """An SNS topic with its subscribers: e-mail addresses, which confirm by mail after the first `up`, and a Slack channel.

    Args:
        name: logical and physical name part; for ever.
        site: names and account.
        settings: who is told.
        budgets: whether budgets publish to it as well.
        key: one that alarms (and budgets) may use; None makes one.
        region: another region than the stack's, for alarms there.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        settings: AlertSettings,
        budgets: bool = False,
        key: EncryptionKey | None = None,
        region: str | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:alerts:AlertTopic", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        if region is not None:
            site = replace(site, region=region)
        self.name = site.name("topic", name)
        services = [for_alarms(site), *([for_budgets(site)] if budgets else [])]
        key = key or EncryptionKey(name, site, purpose="alarm messages", services=services, region=region, opts=child)
        topic = aws.sns.Topic(f"{name}-topic", name=self.name, kms_master_key_id=key.arn, region=region, opts=child)
        arn = site.arn("sns", self.name)
        policy = aws.sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            region=region,
            policy=document(
                [
                    _publish("AlarmsOfThisAccount", "cloudwatch.amazonaws.com", arn, site, site.arn("cloudwatch", "alarm:*")),
                    *(
                        [_publish("BudgetsOfThisAccount", "budgets.amazonaws.com", arn, site, site.global_arn("budgets", "*"))]
                        if budgets
                        else []
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
        for address in settings.emails:
            aws.sns.TopicSubscription(
                f"{name}-{address.replace('@', '-at-')}",
                topic=topic.arn,
                protocol="email",
                endpoint=address,
                region=region,
                opts=child,
            )
        if settings.slack is not None:
            self._show_in_slack(name, site, settings.slack, topic)
        self.arn = topic.arn
        self.key_arn = key.arn
        """Of the key that whoever publishes has to be allowed."""
        self.depends_on: list[pulumi.Resource] = [policy]
        """What an alarm must wait for: before the policy its messages are refused."""
        self.register_outputs({"arn": self.arn})

    def _show_in_slack(self, name: str, site: Site, slack: SlackSettings, topic: aws.sns.Topic) -> None:
        """Show messages in a channel; the role is empty, so that no command can be run in the account from there."""
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            f"{name}-slack",
            name=site.name("role", f"{name}-slack"),
            description="Shows alarms in Slack and may do nothing else",
            # No condition: the service's guide names none that it sends when it assumes a role.
            assume_role_policy=trust("chatbot.amazonaws.com", {}),
            opts=child,
        )
        aws.chatbot.SlackChannelConfiguration(
            f"{name}-slack-channel",
            configuration_name=site.name("chat-channel", name),
            iam_role_arn=role.arn,
            slack_team_id=slack.team_id,
            slack_channel_id=slack.channel_id,
            sns_topic_arns=[topic.arn],
            guardrail_policy_arns=["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            user_authorization_required=True,
            opts=child,
        )


def _publish(sid: str, service: str, topic: str, site: Site, source: str) -> Statement:
    return Statement(
        sid=sid,
        actions=("sns:Publish",),
        resources=(topic,),
        principals={"Service": (service,)},
        conditions={"StringEquals": {"aws:SourceAccount": site.account}, "ArnLike": {"aws:SourceArn": source}},
    )
