"""What deploying what watches takes: log groups, alarms, dashboards, alert topics and the channels they are shown in."""

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Statement


def operations(scope: DeployerScope) -> list[Statement]:
    """Return what log groups, alarms, dashboards and alert topics need."""
    return [
        scope.allow(
            "ManageLogs",
            (
                "logs:AssociateKmsKey",
                "logs:CreateLogGroup",
                "logs:DeleteLogGroup",
                "logs:DeleteMetricFilter",
                "logs:DeleteRetentionPolicy",
                "logs:DescribeMetricFilters",
                "logs:ListTagsForResource",
                "logs:PutMetricFilter",
                "logs:PutRetentionPolicy",
                "logs:TagResource",
                "logs:UntagResource",
            ),
            scope.log_groups(),
        ),
        # Brokers, caches, state machines and web ACLs have their logs delivered with the caller's permission.
        scope.allow(
            "DeliverLogs",
            (
                "logs:CreateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:DeleteQueryDefinition",
                "logs:DescribeLogGroups",
                "logs:DescribeQueryDefinitions",
                "logs:DescribeResourcePolicies",
                "logs:GetLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutQueryDefinition",
                "logs:PutResourcePolicy",
                "logs:UpdateLogDelivery",
            ),
            ("*",),
            because="CloudWatch Logs limits none of these calls to a log group",
        ),
        scope.allow(
            "ManageAlarms",
            (
                "cloudwatch:DeleteAlarms",
                "cloudwatch:DeleteDashboards",
                "cloudwatch:DescribeAlarms",
                "cloudwatch:GetDashboard",
                "cloudwatch:ListTagsForResource",
                "cloudwatch:PutDashboard",
                "cloudwatch:PutMetricAlarm",
                "cloudwatch:TagResource",
                "cloudwatch:UntagResource",
            ),
            (*scope.arns("cloudwatch", "alarm:{code}-*"), *scope.arns("cloudwatch", "dashboard/{code}-*", region="")),
        ),
        scope.allow(
            "ManageTopics",
            (
                "sns:CreateTopic",
                "sns:DeleteTopic",
                "sns:GetSubscriptionAttributes",
                "sns:GetTopicAttributes",
                "sns:ListSubscriptionsByTopic",
                "sns:ListTagsForResource",
                "sns:SetSubscriptionAttributes",
                "sns:SetTopicAttributes",
                "sns:Subscribe",
                "sns:TagResource",
                "sns:Unsubscribe",
                "sns:UntagResource",
            ),
            scope.arns("sns", "{code}-*"),
        ),
        # Slack's channels are the account's, wherever the call arrives.
        Statement(
            sid="MakeChannels",
            actions=(
                "chatbot:CreateSlackChannelConfiguration",
                "chatbot:DescribeSlackChannelConfigurations",
                "chatbot:ListTagsForResource",
            ),
            resources=("*",),
            because="the service limits none of these calls to a channel",
        ),
        Statement(
            sid="ManageChannels",
            actions=(
                "chatbot:DeleteSlackChannelConfiguration",
                "chatbot:TagResource",
                "chatbot:UntagResource",
                "chatbot:UpdateSlackChannelConfiguration",
            ),
            resources=scope.arns("chatbot", "chat-configuration/slack-channel/{code}-*", region=""),
        ),
    ]
