"""What deploying containers and jobs takes: ECS, ECR, Cloud Map, scaling and Step Functions."""

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Statement


def containers(scope: DeployerScope) -> list[Statement]:
    """Return what clusters, services, images and scaling need."""
    ecs = scope.arns("ecs", *(f"{kind}/{{code}}-*" for kind in ("cluster", "service", "task-definition", "task")))
    deployments = scope.arns("ecs", "service-deployment/{code}-*", "service-revision/{code}-*")
    return [
        scope.allow(
            "ManageClusters",
            (
                "ecs:CreateCluster",
                "ecs:CreateService",
                "ecs:DeleteCluster",
                "ecs:DeleteService",
                "ecs:DescribeClusters",
                "ecs:DescribeServiceDeployments",
                "ecs:DescribeServiceRevisions",
                "ecs:DescribeServices",
                "ecs:DescribeTasks",
                "ecs:ListServiceDeployments",
                "ecs:ListTagsForResource",
                "ecs:PutClusterCapacityProviders",
                "ecs:RegisterTaskDefinition",
                "ecs:StopServiceDeployment",
                "ecs:TagResource",
                "ecs:UntagResource",
                "ecs:UpdateCluster",
                "ecs:UpdateClusterSettings",
                "ecs:UpdateService",
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
            (
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchDeleteImage",
                "ecr:BatchGetImage",
                "ecr:CompleteLayerUpload",
                "ecr:CreateRepository",
                "ecr:DeleteLifecyclePolicy",
                "ecr:DeleteRepository",
                "ecr:DescribeImages",
                "ecr:DescribeRepositories",
                "ecr:GetDownloadUrlForLayer",
                "ecr:GetLifecyclePolicy",
                "ecr:InitiateLayerUpload",
                "ecr:ListTagsForResource",
                "ecr:PutImage",
                "ecr:PutImageScanningConfiguration",
                "ecr:PutImageTagMutability",
                "ecr:PutLifecyclePolicy",
                "ecr:TagResource",
                "ecr:UntagResource",
                "ecr:UploadLayerPart",
            ),
            scope.arns("ecr", "repository/{code}-*"),
        ),
        scope.allow(
            "LogInToRegistry",
            ("ecr:GetAuthorizationToken",),
            ("*",),
            because="the token is the registry's; AWS offers no resource for it",
        ),
        scope.allow(
            "ScaleTargets",
            (
                "application-autoscaling:DeleteScalingPolicy",
                "application-autoscaling:DeleteScheduledAction",
                "application-autoscaling:DeregisterScalableTarget",
                "application-autoscaling:ListTagsForResource",
                "application-autoscaling:PutScalingPolicy",
                "application-autoscaling:PutScheduledAction",
                "application-autoscaling:RegisterScalableTarget",
                "application-autoscaling:TagResource",
                "application-autoscaling:UntagResource",
            ),
            scope.arns("application-autoscaling", "scalable-target/*"),
        ),
        scope.allow(
            "ReadScaling",
            ("application-autoscaling:Describe*",),
            ("*",),
            because="the service limits no Describe call to a target, and all of them only read",
        ),
    ]


def jobs(scope: DeployerScope) -> list[Statement]:
    """Return what state machines and the namespaces that services find each other in need."""
    return [
        scope.allow(
            "MakeNamespaces",
            (
                "servicediscovery:CreateHttpNamespace",
                "servicediscovery:ListTagsForResource",
                "servicediscovery:TagResource",
                "servicediscovery:UntagResource",
            ),
            ("*",),
            because="Cloud Map limits none of these calls to a namespace",
        ),
        scope.allow(
            "ManageNamespaces",
            (
                "servicediscovery:DeleteNamespace",
                "servicediscovery:GetNamespace",
                "servicediscovery:GetOperation",
                "servicediscovery:UpdateHttpNamespace",
            ),
            scope.arns("servicediscovery", "namespace/ns-*"),
        ),
        scope.allow(
            "ManageJobs",
            (
                "states:CreateStateMachine",
                "states:DeleteStateMachine",
                "states:DescribeExecution",
                "states:DescribeStateMachine",
                "states:ListStateMachineVersions",
                "states:ListTagsForResource",
                "states:StartExecution",
                "states:TagResource",
                "states:UntagResource",
                "states:UpdateStateMachine",
            ),
            scope.arns("states", "stateMachine:{code}-*", "execution:{code}-*"),
        ),
        scope.allow(
            "CheckJobs",
            ("states:ValidateStateMachineDefinition",),
            ("*",),
            because="a definition is checked before there is a state machine",
        ),
    ]
