"""What the roles of a pipeline can be given, and how far each of it reaches."""

from components.base.grant import WITHOUT_RESOURCE, Grant, Reach, arns
from components.base.iam import actions
from components.data.bucket_reach import BUCKETS

# Repositories of the stacks that the pipeline delivers to: the account stack says which (`delivered_by`).
_IMAGES = Reach(sid="DeliveredImages", resources=arns("ecr", "repository/{delivered}/*"))

READ_ARTIFACTS = Grant(reach=BUCKETS, actions=("s3:GetObject", "s3:GetObjectVersion"))
WRITE_ARTIFACTS = Grant(reach=BUCKETS, actions=("s3:PutObject",))
LOOK_AT_BUCKET = Grant(reach=BUCKETS, actions=("s3:GetBucketVersioning",))
USE_CONNECTION = Grant(
    reach=Reach(sid="Connections", resources=("{connection}",)),
    actions=("codeconnections:UseConnection", "codestar-connections:UseConnection"),
)
START_BUILDS = Grant(
    reach=Reach(sid="Builds", resources=arns("codebuild", "project/{name}-*")),
    actions=("codebuild:StartBuild", "codebuild:BatchGetBuilds"),
)
ASK_FOR_APPROVAL = Grant(reach=Reach(sid="Topics", resources=arns("sns", "{name}-*")), actions=("sns:Publish",))
LOG_IN_TO_REGISTRY = Grant(reach=WITHOUT_RESOURCE, actions=("ecr:GetAuthorizationToken",))
PUSH_IMAGES = Grant(
    reach=_IMAGES,
    actions=actions(
        "ecr",
        "BatchCheckLayerAvailability BatchGetImage CompleteLayerUpload GetDownloadUrlForLayer InitiateLayerUpload PutImage "
        "UploadLayerPart",
    ),
)
LOOK_AT_IMAGES = Grant(reach=_IMAGES, actions=actions("ecr", "BatchGetImage DescribeImageScanFindings DescribeImageSigningStatus"))
# ECR signs what is pushed with the pusher's permission (Amazon ECR guide, "managed signing").
SIGN_IMAGES = Grant(
    reach=Reach(sid="Signatures", resources=arns("signer", "/signing-profiles/{underscored}_*")), actions=("signer:SignPayload",)
)
ACT_AS_DEPLOYER = Grant(
    reach=Reach(sid="Deployers", resources=arns("iam", "role/{deployer}", region="")),
    actions=("sts:AssumeRole",),
)
