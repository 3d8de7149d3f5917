"""What deploying what watches takes: log groups, alarms, dashboards, alert topics and the channels they are shown in."""

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Statement, actions


def operations(scope: DeployerScope) -> list[Statement]:
    """Return what log groups, alarms, dashboards and alert topics need."""
    return [
        scope.allow(
            "ManageLogs",
            actions(
                "logs",
                "AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteMetricFilter DeleteRetentionPolicy "
                "DescribeMetricFilters ListTagsForResource PutMetricFilter PutRetentionPolicy TagResource UntagResource",
            ),
            scope.log_groups(),
        ),
        # Brokers, caches, state machines and web ACLs have their logs delivered with the caller's permission.
        scope.allow(
            "DeliverLogs",
            actions(
                "logs",
                "CreateLogDelivery DeleteLogDelivery DeleteQueryDefinition DescribeLogGroups DescribeQueryDefinitions "
                "DescribeResourcePolicies GetLogDelivery ListLogDeliveries PutQueryDefinition PutResourcePolicy "
                "UpdateLogDelivery",
            ),
            ("*",),
            because="CloudWatch Logs limits none of these calls to a log group",
        ),
        scope.allow(
            "ManageAlarms",
            actions(
                "cloudwatch",
                "DeleteAlarms DeleteDashboards GetDashboard ListTagsForResource PutDashboard PutMetricAlarm TagResource "
                "UntagResource",
            ),
            (*scope.arns("cloudwatch", "alarm:{name}-*"), *scope.arns("cloudwatch", "dashboard/{name}", region="")),
        ),
        # CloudWatch checks a search on every alarm, and Application Auto Scaling searches with its caller's permission.
        scope.allow("FindAlarms", ("cloudwatch:DescribeAlarms",), scope.arns("cloudwatch", "alarm:*")),
        scope.allow(
            "ManageTopics",
            actions(
                "sns",
                "CreateTopic DeleteTopic GetSubscriptionAttributes GetTopicAttributes ListSubscriptionsByTopic "
                "ListTagsForResource SetSubscriptionAttributes SetTopicAttributes Subscribe TagResource Unsubscribe "
                "UntagResource",
            ),
            scope.arns("sns", "{name}-*"),
        ),
        # Budgets are the account's as well.
        Statement(
            sid="ManageBudgets",
            actions=actions("budgets", "ListTagsForResource ModifyBudget TagResource UntagResource ViewBudget"),
            resources=scope.arns("budgets", "budget/{name}-*", region=""),
        ),
        # Slack's channels are the account's, wherever the call arrives.
        Statement(
            sid="MakeChannels",
            actions=actions("chatbot", "CreateSlackChannelConfiguration DescribeSlackChannelConfigurations ListTagsForResource"),
            resources=("*",),
            because="the service limits none of these calls to a channel",
        ),
        Statement(
            sid="ManageChannels",
            actions=actions("chatbot", "DeleteSlackChannelConfiguration TagResource UntagResource UpdateSlackChannelConfiguration"),
            resources=scope.arns("chatbot", "chat-configuration/slack-channel/{name}-*", region=""),
        ),
    ]
