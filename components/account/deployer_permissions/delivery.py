"""What deploying a pipeline takes: CodePipeline, CodeBuild, the connection its sources come over, and the profile it signs with."""

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Statement, actions


def pipelines(scope: DeployerScope) -> list[Statement]:
    """Return what pipelines and their builds need: to declare them, not to start them, nor to answer for who approves."""
    statements = [
        scope.allow(
            "ManagePipelines",
            actions(
                "codepipeline",
                "CreatePipeline DeletePipeline GetPipeline ListTagsForResource TagResource UntagResource UpdatePipeline",
            ),
            scope.arns("codepipeline", "{name}-*"),
        ),
        scope.allow(
            "ManageBuilds",
            actions("codebuild", "BatchGetProjects CreateProject DeleteProject UpdateProject"),
            scope.arns("codebuild", "project/{name}-*"),
        ),
        scope.allow(
            "MakeSigningProfiles",
            ("signer:PutSigningProfile",),
            ("*",),
            because="AWS Signer checks no name when a profile is made",
        ),
        scope.allow(
            "ManageSigningProfiles",
            actions("signer", "CancelSigningProfile GetSigningProfile ListTagsForResource TagResource UntagResource"),
            scope.arns("signer", "/signing-profiles/{underscored}_*"),
        ),
    ]
    if scope.connections:
        # A connection is made by hand, for the whole account; CodePipeline asks whether its caller may hand it on.
        calls = ("codeconnections:PassConnection", "codestar-connections:PassConnection")
        statements.append(scope.allow("HandConnectionsToPipelines", calls, scope.connections))
    return statements
