"""Keys: rotated, slow to delete, usable only by named principals."""

from policy.knowledge.iam.documents import policy_must_not_be_open
from policy.model import kinds
from policy.model.expectations import must_be_at_least, must_be_off, must_be_on, unless_unknown
from policy.model.graph import Resource
from policy.model.rule import About, Config, Findings, Rule, Setting, resource_rule
from policy.model.values import UNKNOWN, is_absent


@resource_rule(
    About(
        name="kms-rotated-and-slow-to-delete",
        title="Keys rotate, wait before they are deleted and keep the lockout check",
        severity="high",
        why="An old key that leaked opens everything ever encrypted, a deleted one closes it for good, and a policy that locks "
        "its administrators out can be mended by AWS support only.",
        fix="Set `enable_key_rotation=True`, leave `deletion_window_in_days` at `minWindowDays` (7) or more, and "
        "leave `bypass_policy_lockout_safety_check` off.",
        references=("AWS-FSBP KMS.4", "AWS-FSBP KMS.3", "CIS-AWS-3.0 3.6", "NIST-800-53 SC-12", "NIST-800-53 SC-12(2)"),
        preview="the values themselves",
        passes="enable_key_rotation=True",
        fails="enable_key_rotation=False",
        settings={"minWindowDays": Setting(default=7, description="Days a key has to wait before it is deleted")},
    ),
    kinds.KEY_POLICY,
    *kinds.KEYS,
)
def rotated(key: Resource, config: Config) -> Findings:
    """Only symmetric encryption keys of AWS's making rotate; a replica does with its primary, imported material never."""
    if key.type == kinds.KEY:
        yield from _rotation(key)
    if key.type != kinds.KEY_POLICY:
        yield from must_be_at_least(key, "deletionWindowInDays", config.number("minWindowDays"))
    yield from must_be_off(key, "bypassPolicyLockoutSafetyCheck")


def _rotation(key: Resource) -> Findings:
    usage, spec, store = (key.get(path) for path in ("keyUsage", "customerMasterKeySpec", "customKeyStoreId"))
    symmetric = usage in (None, "", "ENCRYPT_DECRYPT", UNKNOWN) and spec in (None, "", "SYMMETRIC_DEFAULT", UNKNOWN)
    if not symmetric or not (store is UNKNOWN or is_absent(store)):
        return
    yield from unless_unknown(must_be_on(key, "enableKeyRotation"), key, "keyUsage", "customerMasterKeySpec", "customKeyStoreId")


@resource_rule(
    About(
        name="kms-policy-not-open",
        title="No key policy lets anyone use the key",
        severity="critical",
        why="Whoever has an AWS account decrypts whatever they get hold of: encryption protects nothing.",
        fix='Name the `Principal`, or restrict `"*"` with a condition such as `kms:CallerAccount` or `aws:PrincipalOrgID`.',
        references=("AWS-FSBP KMS.5", "NIST-800-53 AC-3", "NIST-800-53 AC-6"),
        preview="the policy when its text is known",
        passes='"Principal": {"AWS": "arn:aws:iam::111122223333:root"}',
        fails='"Principal": {"AWS": "*"}, "Condition": {"Bool": {"aws:SecureTransport": "true"}}',
    ),
    kinds.KEY_POLICY,
    *kinds.KEYS,
)
def not_open(key: Resource, _: Config) -> Findings:
    """An absent policy is AWS's default, which trusts the account."""
    yield from policy_must_not_be_open(key, "lets anyone use the key")


RULES: tuple[Rule, ...] = (rotated, not_open)
