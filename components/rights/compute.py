"""What deploying containers and jobs takes: ECS, ECR, Cloud Map, scaling and Step Functions."""

from components.iam import Statement
from components.rights.reach import Reach


def containers(reach: Reach) -> list[Statement]:
    """Return what clusters, services, images and scaling need."""
    ecs = reach.arns("ecs", *(f"{kind}/{{code}}-*" for kind in ("cluster", "service", "task-definition", "task")))
    deployments = reach.arns("ecs", "service-deployment/{code}-*", "service-revision/{code}-*")
    return [
        reach.allow(
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
        reach.allow(
            "ReadTaskDefinitions",
            ("ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition"),
            ("*",),
            because="ECS limits neither call to a task definition",
        ),
        reach.allow(
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
            reach.arns("ecr", "repository/{code}-*"),
        ),
        reach.allow(
            "LogInToRegistry",
            ("ecr:GetAuthorizationToken",),
            ("*",),
            because="the token is the registry's; AWS offers no resource for it",
        ),
        reach.allow(
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
            reach.arns("application-autoscaling", "scalable-target/*"),
        ),
        reach.allow(
            "ReadScaling",
            ("application-autoscaling:Describe*",),
            ("*",),
            because="the service limits no Describe call to a target, and all of them only read",
        ),
    ]


def jobs(reach: Reach) -> list[Statement]:
    """Return what state machines and the namespaces that services find each other in need."""
    return [
        reach.allow(
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
        reach.allow(
            "ManageNamespaces",
            (
                "servicediscovery:DeleteNamespace",
                "servicediscovery:GetNamespace",
                "servicediscovery:GetOperation",
                "servicediscovery:UpdateHttpNamespace",
            ),
            reach.arns("servicediscovery", "namespace/ns-*"),
        ),
        reach.allow(
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
            reach.arns("states", "stateMachine:{code}-*", "execution:{code}-*"),
        ),
        reach.allow(
            "CheckJobs",
            ("states:ValidateStateMachineDefinition",),
            ("*",),
            because="a definition is checked before there is a state machine",
        ),
    ]
