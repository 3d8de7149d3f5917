"""Where each type says that what it keeps is encrypted.

Not here, as AWS encrypts it whatever a program says: DynamoDB, ECR, FSx, S3 and SQS (by themselves since 2023), Backup vaults,
Lambda's environment, MQ, AppFlow, Timestream, Keyspaces, Glacier, MemoryDB and serverless OpenSearch and Redshift. Databases of
RDS, caches, streams of MSK, buckets, topics and log groups have rules of their own, which ask for a customer's key as well.
"""

from typing import Final

from policy.knowledge.needs import ABSENT, GIVEN, OFF, ON, Need

EBS_DEFAULT: Final = "aws:ebs/encryptionByDefault:EncryptionByDefault"
"""The switch of an account and region: with it, EBS encrypts what says nothing."""
_MACHINE: Final = "aws:ec2/instance:Instance"
_SPOT: Final = "aws:ec2/spotInstanceRequest:SpotInstanceRequest"
_LAUNCH: Final = "aws:ec2/launchTemplate:LaunchTemplate"
_OLD_LAUNCH: Final = "aws:ec2/launchConfiguration:LaunchConfiguration"
_FIREHOSE: Final = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
_CATALOG: Final = "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings"
_GLUE: Final = "aws:glue/securityConfiguration:SecurityConfiguration"
_NOT_DISABLED: Final = "(?!disabled$).+"


def _on(token: str, path: str, *, absent_unless: tuple[str, ...] = (), **where: str) -> Need:
    conditions = {name.replace("__", "."): words for name, words in where.items()}
    return Need(token, path, wants=ON, says="true", where=conditions, absent_unless=absent_unless)


# What is restored from a snapshot is encrypted as that is.
DISKS: Final = (
    _on("aws:ebs/volume:Volume", "encrypted", absent_unless=("snapshotId",)),
    # A copy is encrypted as what it is made of (EC2 API reference, CopySnapshot and CopyImage).
    _on("aws:ebs/snapshotCopy:SnapshotCopy", "encrypted", absent_unless=("sourceSnapshotId",)),
    _on("aws:ec2/amiCopy:AmiCopy", "encrypted", absent_unless=("sourceAmiId",)),
    *(
        Need(
            token,
            f"{disk}.encrypted",
            wants=ON,
            says="true",
            where={disk: GIVEN, f"{disk}.snapshotId": ABSENT, **more},
        )
        for token, disk, more in (
            ("aws:ec2/ami:Ami", "ebsBlockDevices.*", {}),
            (_MACHINE, "ebsBlockDevices.*", {}),
            (_SPOT, "ebsBlockDevices.*", {}),
            (_LAUNCH, "blockDeviceMappings.*.ebs", {}),
            (_OLD_LAUNCH, "ebsBlockDevices.*", {"ebsBlockDevices.*.noDevice": OFF}),
        )
    ),
    # A machine has a root disk whether the program says so or not.
    *(
        Need(token, "rootBlockDevice.encrypted", wants=ON, says="true", absent_unless=other)
        for token, other in ((_MACHINE, ("launchTemplate",)), (_SPOT, ("launchTemplate",)), (_OLD_LAUNCH, ()))
    ),
)

AT_REST: Final = (
    *DISKS,
    _on("aws:efs/fileSystem:FileSystem", "encrypted"),
    _on("aws:opensearch/domain:Domain", "encryptAtRest.enabled"),
    _on("aws:elasticsearch/domain:Domain", "encryptAtRest.enabled"),
    _on("aws:redshift/cluster:Cluster", "encrypted", absent_unless=("snapshotIdentifier", "snapshotArn")),
    _on("aws:docdb/cluster:Cluster", "storageEncrypted", absent_unless=("snapshotIdentifier", "restoreToPointInTime")),
    _on("aws:neptune/cluster:Cluster", "storageEncrypted", absent_unless=("snapshotIdentifier",)),
    _on("aws:rds/globalCluster:GlobalCluster", "storageEncrypted", absent_unless=("sourceDbClusterIdentifier",)),
    _on("aws:docdb/globalCluster:GlobalCluster", "storageEncrypted", absent_unless=("sourceDbClusterIdentifier",)),
    _on("aws:neptune/globalCluster:GlobalCluster", "storageEncrypted", absent_unless=("sourceDbClusterIdentifier",)),
    Need("aws:kinesis/stream:Stream", "encryptionType", wants="kms", says="`KMS`"),
    # A delivery stream that reads another stream has nothing of its own to encrypt.
    _on(
        _FIREHOSE,
        "serverSideEncryption.enabled",
        kinesisSourceConfiguration=ABSENT,
        mskSourceConfiguration=ABSENT,
    ),
    _on("aws:workspaces/workspace:Workspace", "rootVolumeEncryptionEnabled"),
    _on("aws:workspaces/workspace:Workspace", "userVolumeEncryptionEnabled"),
    _on("aws:dax/cluster:Cluster", "serverSideEncryption.enabled"),
    Need(
        _CATALOG,
        "dataCatalogEncryptionSettings.encryptionAtRest.catalogEncryptionMode",
        wants=_NOT_DISABLED,
        says="`SSE-KMS`",
    ),
    *(
        Need(_GLUE, f"encryptionConfiguration.{path}", wants=_NOT_DISABLED, says="another mode")
        for path in (
            "s3Encryption.s3EncryptionMode",
            "cloudwatchEncryption.cloudwatchEncryptionMode",
            "jobBookmarksEncryption.jobBookmarksEncryptionMode",
        )
    ),
    _on("aws:apigateway/methodSettings:MethodSettings", "settings.cacheDataEncrypted", settings__cachingEnabled=ON),
    _on("aws:appsync/apiCache:ApiCache", "atRestEncryptionEnabled"),
)
