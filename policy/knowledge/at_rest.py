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
_FLEET: Final = "aws:ec2/spotFleetRequest:SpotFleetRequest"
_OLD_LAUNCH: Final = "aws:ec2/launchConfiguration:LaunchConfiguration"
_FIREHOSE: Final = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
_CATALOG: Final = "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings"
_GLUE: Final = "aws:glue/securityConfiguration:SecurityConfiguration"
_NOT_DISABLED: Final = "(?!disabled$).+"
# A delivery stream that reads another stream has nothing of its own to encrypt.
_DIRECT: Final = {"kinesisSourceConfiguration": ABSENT, "mskSourceConfiguration": ABSENT}

# What is restored from a snapshot is encrypted as that is, and a copy as what it is made of (EC2 API reference, CopySnapshot and
# CopyImage). A machine has a root disk whether the program says so or not.
DISKS: Final = (
    *(
        Need(token, path, wants=ON, says="true", absent_unless=other)
        for token, path, other in (
            ("aws:ebs/volume:Volume", "encrypted", ("snapshotId",)),
            ("aws:ebs/snapshotCopy:SnapshotCopy", "encrypted", ("sourceSnapshotId",)),
            ("aws:ec2/amiCopy:AmiCopy", "encrypted", ("sourceAmiId",)),
            (_MACHINE, "rootBlockDevice.encrypted", ("launchTemplate",)),
            (_SPOT, "rootBlockDevice.encrypted", ("launchTemplate",)),
            (_OLD_LAUNCH, "rootBlockDevice.encrypted", ()),
            (_FLEET, "launchSpecifications.*.rootBlockDevices.0.encrypted", ()),
        )
    ),
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
            (_FLEET, "launchSpecifications.*.ebsBlockDevices.*", {}),
            (_LAUNCH, "blockDeviceMappings.*.ebs", {}),
            (_OLD_LAUNCH, "ebsBlockDevices.*", {"ebsBlockDevices.*.noDevice": OFF}),
        )
    ),
)

AT_REST: Final = (
    *DISKS,
    *(
        Need(token, path, wants=ON, says="true", absent_unless=other, where=where)
        for token, path, other, where in (
            ("aws:efs/fileSystem:FileSystem", "encrypted", (), {}),
            ("aws:opensearch/domain:Domain", "encryptAtRest.enabled", (), {}),
            ("aws:elasticsearch/domain:Domain", "encryptAtRest.enabled", (), {}),
            ("aws:redshift/cluster:Cluster", "encrypted", ("snapshotIdentifier", "snapshotArn"), {}),
            ("aws:docdb/cluster:Cluster", "storageEncrypted", ("snapshotIdentifier", "restoreToPointInTime"), {}),
            ("aws:neptune/cluster:Cluster", "storageEncrypted", ("snapshotIdentifier",), {}),
            ("aws:rds/globalCluster:GlobalCluster", "storageEncrypted", ("sourceDbClusterIdentifier",), {}),
            ("aws:docdb/globalCluster:GlobalCluster", "storageEncrypted", ("sourceDbClusterIdentifier",), {}),
            ("aws:neptune/globalCluster:GlobalCluster", "storageEncrypted", ("sourceDbClusterIdentifier",), {}),
            (_FIREHOSE, "serverSideEncryption.enabled", (), _DIRECT),
            ("aws:workspaces/workspace:Workspace", "rootVolumeEncryptionEnabled", (), {}),
            ("aws:workspaces/workspace:Workspace", "userVolumeEncryptionEnabled", (), {}),
            ("aws:dax/cluster:Cluster", "serverSideEncryption.enabled", (), {}),
            (
                "aws:apigateway/methodSettings:MethodSettings",
                "settings.cacheDataEncrypted",
                (),
                {"settings.cachingEnabled": ON},
            ),
            ("aws:appsync/apiCache:ApiCache", "atRestEncryptionEnabled", (), {}),
        )
    ),
    Need("aws:kinesis/stream:Stream", "encryptionType", wants="kms", says="`KMS`"),
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
)
