"""What deploying containers and jobs takes: ECS, ECR, Cloud Map, scaling, Step Functions and EventBridge Scheduler."""

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Statement, actions


def containers(scope: DeployerScope) -> list[Statement]:
    """Return what clusters, services, images and scaling need."""
    ecs = scope.arns("ecs", *(f"{kind}/{{name}}-*" for kind in ("cluster", "service", "task-definition", "task")))
    deployments = scope.arns("ecs", "service-deployment/{name}-*")
    return [
        scope.allow(
            "ManageClusters",
            actions(
                "ecs",
                "CreateCluster CreateService DeleteCluster DeleteService DescribeClusters DescribeServiceDeployments "
                "DescribeServices ListServiceDeployments ListTagsForResource PutClusterCapacityProviders RegisterTaskDefinition "
                "StopServiceDeployment TagResource UntagResource UpdateCluster UpdateClusterSettings UpdateService",
            ),
            (*ecs, *deployments),
        ),
        scope.allow(
            "ReadTaskDefinitions",
            ("ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition"),
            ("*",),
            because="ECS limits neither call to a task definition",
        ),
        scope.allow(
            "ManageImages",
            actions(
                "ecr",
                "BatchCheckLayerAvailability BatchGetImage CompleteLayerUpload CreateRepository "
                "DeleteLifecyclePolicy DeleteRepository DescribeImages DescribeRepositories GetDownloadUrlForLayer "
                "GetLifecyclePolicy InitiateLayerUpload ListTagsForResource PutImage PutImageScanningConfiguration "
                "PutImageTagMutability PutLifecyclePolicy TagResource UntagResource UploadLayerPart",
            ),
            scope.arns("ecr", "repository/{name}/*"),
        ),
        scope.allow(
            "LogInToRegistry",
            ("ecr:GetAuthorizationToken",),
            ("*",),
            because="the token is the registry's; AWS offers no resource for it",
        ),
        scope.allow(
            "ScaleTargets",
            actions(
                "application-autoscaling",
                "DeleteScalingPolicy DeleteScheduledAction DeregisterScalableTarget ListTagsForResource PutScalingPolicy "
                "PutScheduledAction RegisterScalableTarget TagResource UntagResource",
            ),
            scope.arns("application-autoscaling", "scalable-target/*"),
            scope.own_or_untagged,
        ),
        # Policies that track a target have alarms, named after what scales, which the service makes with its caller's permission.
        scope.allow(
            "ManageScalingAlarms",
            ("cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"),
            scope.arns("cloudwatch", "alarm:TargetTracking-*/{name}-*"),
        ),
        scope.allow(
            "ReadScaling",
            ("application-autoscaling:Describe*",),
            ("*",),
            because="the service limits no Describe call to a target, and all of them only read",
        ),
        scope.allow(
            "MakeNamespaces",
            actions("servicediscovery", "CreateHttpNamespace ListTagsForResource TagResource UntagResource"),
            ("*",),
            because="Cloud Map limits none of these calls to a namespace",
        ),
        scope.allow(
            "ManageNamespaces",
            actions("servicediscovery", "DeleteNamespace GetNamespace GetOperation UpdateHttpNamespace"),
            scope.arns("servicediscovery", "namespace/ns-*"),
            scope.own_or_untagged,
        ),
    ]


def jobs(scope: DeployerScope) -> list[Statement]:
    """Return what state machines need."""
    return [
        scope.allow(
            "ManageJobs",
            actions(
                "states",
                "CreateStateMachine DeleteStateMachine DescribeExecution DescribeStateMachine ListStateMachineVersions "
                "ListTagsForResource StartExecution TagResource UntagResource UpdateStateMachine",
            ),
            scope.arns("states", "stateMachine:{name}-*", "execution:{name}-*"),
        ),
        scope.allow(
            "CheckJobs",
            ("states:ValidateStateMachineDefinition",),
            ("*",),
            because="a definition is checked before there is a state machine",
        ),
    ]


def schedules(scope: DeployerScope) -> list[Statement]:
    """Return what schedules that start jobs need."""
    return [
        scope.allow(
            "ScheduleJobs",
            actions("scheduler", "CreateSchedule DeleteSchedule GetSchedule UpdateSchedule"),
            scope.arns("scheduler", "schedule/default/{name}-*"),
        ),
    ]
