"""The bucket and the key that Pulumi's state is kept with: what is there, and each part by itself."""

import json
from collections.abc import Mapping
from typing import Any, Final

from ops.aws.client import Aws, MissingError

_BLOCKED: Final = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
_TAGS: Final = {"System": "account", "Environment": "shared"}


class StatePlace:
    """One line of `platform:account.state`.

    Args:
        aws: the account.
        region: where it is.
        bucket: its name.
        alias: of the key.
    """

    def __init__(self, aws: Aws, *, region: str, bucket: str, alias: str) -> None:
        self._aws, self._region, self._bucket, self._alias = aws, region, bucket, alias

    def bucket_region(self) -> str | None:
        """Return where the bucket is; None for no bucket. One of another account is not permitted to be looked at."""
        try:
            answer = self._read("s3", "head_bucket", Bucket=self._bucket)
        except MissingError:
            return None
        return str(answer.get("BucketRegion", self._region))

    def create_bucket(self) -> None:
        """Make it."""
        place = {} if self._region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": self._region}}
        self._write("s3", "create_bucket", Bucket=self._bucket, **place)

    def public_access_is_blocked(self) -> bool | None:
        """Whether all four switches are on; None where none was ever set."""
        answer = self._held("get_public_access_block")
        return None if answer is None else answer["PublicAccessBlockConfiguration"] == _BLOCKED

    def block_public_access(self) -> None:
        """Turn all four on."""
        self._write("s3", "put_public_access_block", Bucket=self._bucket, PublicAccessBlockConfiguration=_BLOCKED)

    def is_versioned(self) -> bool | None:
        """Whether it keeps versions; None where that was never set."""
        answer = self._held("get_bucket_versioning") or {}
        return None if "Status" not in answer else bool(answer["Status"] == "Enabled")

    def keep_versions(self) -> None:
        """Have it keep versions."""
        self._write("s3", "put_bucket_versioning", Bucket=self._bucket, VersioningConfiguration={"Status": "Enabled"})

    def is_encrypted(self) -> bool | None:
        """Whether it encrypts with the alias's key and no bucket key; None where it does as every new bucket does."""
        rules = (self._held("get_bucket_encryption") or {}).get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
        chosen = [rule.get("ApplyServerSideEncryptionByDefault", {}) for rule in rules]
        if not chosen or chosen[0].get("SSEAlgorithm") == "AES256":
            return None
        key = str(chosen[0].get("KMSMasterKeyID", "")).rpartition("/")[2]
        return key == (self.key() or "no key") and not rules[0].get("BucketKeyEnabled", False)

    def encrypt(self) -> None:
        """Have it encrypt with the alias's key, and tell KMS of which object (no bucket key)."""
        rule = {
            "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": self.key() or self._alias},
            "BucketKeyEnabled": False,
        }
        self._write("s3", "put_bucket_encryption", Bucket=self._bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})

    def refuses_plaintext(self) -> bool | None:
        """Whether its policy refuses what comes without TLS, and says nothing else; None where it has none."""
        answer = self._held("get_bucket_policy")
        return None if answer is None else json.loads(answer["Policy"]) == self._policy()

    def refuse_plaintext(self) -> None:
        """Give it that policy, in place of any other."""
        self._write("s3", "put_bucket_policy", Bucket=self._bucket, Policy=json.dumps(self._policy()))

    def key(self) -> str | None:
        """Return the id of the alias's key; None where there is no such alias."""
        try:
            return str(self._read("kms", "describe_key", KeyId=self._alias)["KeyMetadata"]["KeyId"])
        except MissingError:
            return None

    def create_key(self) -> str:
        """Make a key with the tags that keep deployers from changing it; return its id, empty in a dry run."""
        tags = [{"TagKey": key, "TagValue": value} for key, value in _TAGS.items()]
        answer = self._write("kms", "create_key", Description="Objects of Pulumi's state", Tags=tags)
        return str(answer["KeyMetadata"]["KeyId"]) if answer else ""

    def create_alias(self, key: str) -> None:
        """Give the key its alias."""
        self._write("kms", "create_alias", AliasName=self._alias, TargetKeyId=key or "the new key")

    def key_is_tagged(self) -> bool:
        """Whether the key has the tags that keep deployers from changing it."""
        tags = self._read("kms", "list_resource_tags", KeyId=self.key())["Tags"]
        return _TAGS.items() <= {tag["TagKey"]: tag["TagValue"] for tag in tags}.items()

    def tag_key(self) -> None:
        """Give the key those tags."""
        tags = [{"TagKey": key, "TagValue": value} for key, value in _TAGS.items()]
        self._write("kms", "tag_resource", KeyId=self.key(), Tags=tags)

    def key_rotates(self) -> bool:
        """Whether AWS changes the key's material every year."""
        return bool(self._read("kms", "get_key_rotation_status", KeyId=self.key())["KeyRotationEnabled"])

    def rotate_key(self) -> None:
        """Have AWS do so."""
        self._write("kms", "enable_key_rotation", KeyId=self.key() or "the new key")

    def _policy(self) -> Mapping[str, Any]:
        arn = f"arn:aws:s3:::{self._bucket}"
        return {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "RefusePlaintext",
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": [arn, f"{arn}/*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ],
        }

    def _held(self, operation: str) -> dict[str, Any] | None:
        try:
            return self._read("s3", operation, Bucket=self._bucket)
        except MissingError:
            return None

    def _read(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        return self._aws.read(service, operation, self._target(service), region=self._region, **parameters)

    def _write(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        return self._aws.write(service, operation, self._target(service), region=self._region, **parameters)

    def _target(self, service: str) -> str:
        return f"bucket {self._bucket}" if service == "s3" else f"{self._alias} in {self._region}"
