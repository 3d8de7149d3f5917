"""What a stack file says to the AWS provider: account and region, and the tags of everything in the stack."""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from stack.configuration import plain_value
from stack.problems import Problem
from stack.settings.vocabulary import REGIONS

# AWS's limits (tagging guide, "tag naming limits and requirements").
_MOST_TAGS, _LONGEST_KEY, _LONGEST_VALUE = 50, 128, 256
_TAG_SIGNS = frozenset("_.:/=+-@")
KEYS = (
    *("accessKey", "allowedAccountIds", "assumeRoleWithWebIdentity", "assumeRoles", "customCaBundle", "defaultTags", "endpoints"),
    *("forbiddenAccountIds", "httpProxy", "httpsProxy", "ignoreTags", "insecure", "maxRetries", "noProxy", "profile", "region"),
    *("retryMode", "secretKey", "sharedConfigFiles", "sharedCredentialsFiles", "skipCredentialsValidation", "skipMetadataApiCheck"),
    *("skipRegionValidation", "skipRequestingAccountId", "stsRegion", "tagPolicyCompliance", "token", "userAgents"),
    *("tokenBucketRateLimiterCapacity", "useDualstackEndpoint", "useFipsEndpoint", "s3UsEast1RegionalEndpoint", "s3UsePathStyle"),
    *("ec2MetadataServiceEndpoint", "ec2MetadataServiceEndpointMode"),
)
"""What the provider reads below `aws:`; a test compares it with the SDK's."""
_DEFAULT_TAGS, _ACCOUNTS = "aws:defaultTags", "aws:allowedAccountIds"
_REGION_OF_ARN, _ACCOUNT_OF_ARN = 3, 4
# Settings whose ARN has to be of the stack's own region.
_IN_REGION = (
    "load_balancer.certificate_arn",
    "database.restore.backups_arn",
    "database.restore.kms_key_arn",
    "database.adopt.kms_key_arn",
    "cache.adopt.kms_key_arn",
    "backup.copy_to.vault_arn",
)
_COPY = "backup.copy_to.vault_arn"


def provider_problems(config: Mapping[str, str], values: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the provider's keys, and where they contradict the program's.

    Args:
        config: the whole configuration, `namespace:key` to string.
        values: the program's own values, by key.
    """
    region = config.get("aws:region", "")
    if region in REGIONS:
        yield from _zone_problems(values, region)
        yield from _place_problems(values, region)
    else:
        yield Problem(
            path="aws:region",
            found=f"{region!r:.60}, which is no region" if region else "nothing",
            allowed="an AWS region such as us-east-1",
            fix="name the region the stack lives in" if region else "add aws:region",
        )
    yield from _key_problems(config)
    yield from _tag_problems(config.get(_DEFAULT_TAGS), values)
    yield from _account_problems(config.get(_ACCOUNTS), protect=values.get("protect") is True)
    yield from _copy_problems(config.get(_ACCOUNTS), values)


def _key_problems(config: Mapping[str, str]) -> Iterator[Problem]:
    """The provider refuses a key it does not know, but only when it starts."""
    for key in config:
        namespace, _, name = key.partition(":")
        if namespace == "aws" and name not in KEYS:
            close = difflib.get_close_matches(name, KEYS, n=1)
            fix = f"write aws:{close[0]}" if close else "remove it"
            yield Problem(path=key, found="a key the AWS provider does not read", allowed="one of its own", fix=fix)


def _account_problems(text: str | None, *, protect: bool) -> Iterator[Problem]:
    """With wrong credentials the provider stops before its first call, if the stack file says where it may be."""
    if text is None and not protect:
        return
    ids = None if text is None else plain_value(text)
    if not isinstance(ids, list) or not ids or not all(isinstance(one, str) and re.fullmatch(r"[0-9]{12}", one) for one in ids):
        yield Problem(
            path=_ACCOUNTS,
            found="nothing" if text is None else f"{text!r:.60}",
            allowed="a list of account ids of twelve digits in quotes; a protected stack must have it",
            fix='write ["<account id>"]: aws sts get-caller-identity --query Account',
        )
    elif len(set(ids)) != len(ids):
        repeated = ", ".join(sorted({one for one in ids if ids.count(one) > 1}))
        yield Problem(
            path=_ACCOUNTS, found=f"{repeated} more than once", allowed="each account once", fix="remove the repeated one"
        )


def _zone_problems(values: Mapping[str, Any], region: str) -> Iterator[Problem]:
    network = values.get("network")
    written = network.get("availability_zones") if isinstance(network, dict) else None
    zones = [str(zone) for zone in written] if isinstance(written, list) else []
    for index, zone in enumerate(zones):
        if not re.fullmatch(rf"{re.escape(region)}[a-f]", zone):
            yield Problem(
                path=f"platform:network.availability_zones[{index}]",
                found=zone,
                allowed=f"a zone of aws:region {region}, such as {region}a",
                fix="name zones of the stack's own region, or correct aws:region",
            )
    if len(set(zones)) != len(zones):
        yield Problem(
            path="platform:network.availability_zones",
            found=", ".join(zones),
            allowed="each zone once",
            fix="remove the repeated one",
        )


def _place_problems(values: Mapping[str, Any], region: str) -> Iterator[Problem]:
    """What AWS only takes from the stack's own region, and copies, which it only makes elsewhere."""
    for path in _IN_REGION:
        arn = _at(values, path)
        if isinstance(arn, str) and arn.count(":") > _REGION_OF_ARN and arn.split(":")[_REGION_OF_ARN] != region:
            yield Problem(
                path=f"platform:{path}",
                found=arn.split(":")[_REGION_OF_ARN],
                allowed=f"an ARN of aws:region {region}: AWS takes no other region's here",
                fix=f"name one in {region}",
            )
    if _at(values, "recovery.region") == region:
        yield Problem(
            path="platform:recovery.region",
            found=f"{region}, which is the stack's own",
            allowed="another region: losing this one would lose the copies too, and RDS refuses to make them",
            fix="name another, for example us-west-2",
        )


def _copy_problems(text: str | None, values: Mapping[str, Any]) -> Iterator[Problem]:
    """A copy in the stack's own account is no copy out of its administrators' reach."""
    arn, own = _at(values, _COPY), plain_value(text or "")
    account = arn.split(":")[_ACCOUNT_OF_ARN] if isinstance(arn, str) and arn.count(":") > _ACCOUNT_OF_ARN else None
    if account is not None and isinstance(own, list) and account in own:
        yield Problem(
            path=f"platform:{_COPY}",
            found=f"{account}, which is the stack's own account",
            allowed="a vault of another account of the organization: here its administrators would reach the copies too",
            fix="name a vault there, or remove copy_to",
        )


def _at(values: Any, path: str) -> Any:
    for key in path.split("."):
        values = values.get(key) if isinstance(values, dict) else None
    return values


def _tag_problems(text: str | None, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Tags are how costs, alarms and permissions find a stack's resources: a copied file's would be another stack's."""
    wanted = {tag: values.get(key) for tag, key in (("System", "system"), ("Environment", "environment"))}
    example = ", ".join(f"{tag}: {value}" for tag, value in wanted.items() if isinstance(value, str))
    tags = _tags(text)
    if tags is None:
        yield Problem(
            path=_DEFAULT_TAGS,
            found="nothing" if text is None else "no block of tags",
            allowed="a block `tags` of texts, with System and Environment as platform:system and platform:environment say",
            fix=f"write tags: {{{example}, ManagedBy: pulumi}}",
        )
        return
    for tag, value in wanted.items():
        if isinstance(value, str) and tags.get(tag) != value:
            yield Problem(
                path=f"{_DEFAULT_TAGS}.tags.{tag}",
                found=str(tags.get(tag, "nothing")),
                allowed=f"{value}, as platform:{tag.lower()} says",
                fix=f"write {tag}: {value}, or correct platform:{tag.lower()}",
            )
    yield from _limit_problems(tags)


def _tags(text: str | None) -> dict[str, Any] | None:
    written = plain_value(text or "")
    tags = written.get("tags") if isinstance(written, dict) else None
    return tags if isinstance(tags, dict) else None


def _limit_problems(tags: Mapping[str, Any]) -> Iterator[Problem]:
    path = f"{_DEFAULT_TAGS}.tags"
    if len(tags) > _MOST_TAGS:
        yield Problem(path=path, found=f"{len(tags)} tags", allowed=f"at most {_MOST_TAGS}", fix="remove some")
    for key, value in tags.items():
        if not 1 <= len(key) <= _LONGEST_KEY or key.lower().startswith("aws:"):
            yield Problem(
                path=path,
                found=f"the key {key!r:.60}",
                allowed=f"1 to {_LONGEST_KEY} characters, not beginning with aws:, which AWS keeps for itself",
                fix="rename it",
            )
        if wrong := _unusable(key + (value if isinstance(value, str) else "")):
            yield Problem(
                path=f"{path}.{key:.60}",
                found=wrong,
                allowed="letters, digits, spaces and " + " ".join(sorted(_TAG_SIGNS)),
                fix="write it without, in the key and in the value",
            )
        if not isinstance(value, str) or len(value) > _LONGEST_VALUE:
            yield Problem(
                path=f"{path}.{key:.60}",
                found=f"{len(value)} characters" if isinstance(value, str) else "no text",
                allowed=f"a text of at most {_LONGEST_VALUE} characters",
                fix="shorten it" if isinstance(value, str) else "put it in quotes",
            )


def _unusable(text: str) -> str:
    """The characters that not every service takes in a tag (IAM takes the fewest), each in quotes."""
    wrong = {one for one in text if one not in _TAG_SIGNS and unicodedata.category(one)[0] not in "LNZ"}
    return ", ".join(ascii(one) for one in sorted(wrong)[:5])
