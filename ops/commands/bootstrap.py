"""Makes the places for Pulumi's state that the account's stack file names, each part only where it is missing or wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ops.aws.state_place import StatePlace
from ops.ending import Exit, OpsError, refusal
from ops.run import Run
from ops.verb import Command
from ops.words import PROGRAM


@dataclass(frozen=True)
class _Part:
    """Something of a bucket or key: how it is, and how to have it so."""

    what: str
    look: Callable[[StatePlace], bool | None]
    """True: right; False: somebody has it otherwise; None: nobody has set it."""
    put: Callable[[StatePlace], None]


_OF_KEY: Final = (
    _Part("the key's tags System and Environment", StatePlace.key_is_tagged, StatePlace.tag_key),
    _Part("the key's yearly rotation", StatePlace.key_rotates, StatePlace.rotate_key),
)
_OF_BUCKET: Final = (
    _Part("no public access", StatePlace.public_access_is_blocked, StatePlace.block_public_access),
    _Part("versions", StatePlace.is_versioned, StatePlace.keep_versions),
    _Part("encryption with the key, without a bucket key", StatePlace.is_encrypted, StatePlace.encrypt),
    _Part("a policy that refuses plaintext", StatePlace.refuses_plaintext, StatePlace.refuse_plaintext),
)


@dataclass(frozen=True)
class _Plan:
    """What has to be done for one place."""

    place: StatePlace
    bucket: str
    alias: str
    region: str
    new_bucket: bool
    new_key: bool
    missing: tuple[_Part, ...]
    differing: tuple[_Part, ...]


def _run(run: Run) -> None:
    account = run.file.values.get("account")
    if not isinstance(account, dict):
        fix = f"{PROGRAM} bootstrap --stack account"
        raise refusal(f"--stack {run.stack}", found="no platform:account", allowed="the stack of the account", fix=fix)
    plans = [_plan(run, str(one["region"]), str(one["bucket"]), str(one["key_alias"])) for one in account.get("state", [])]
    todo = [plan for plan in plans if plan.new_bucket or plan.new_key or plan.missing or plan.differing]
    if not todo:
        run.screen.show("nothing to do: every bucket and key is there and right", "ok")
        return
    run.confirm(f"About to make or complete {len(todo)} of {len(plans)} places for Pulumi's state.", always=True)
    differing = [f"{plan.bucket}: {part.what}" for plan in todo for part in plan.differing]
    if differing:
        run.confirm(f"What somebody has set otherwise is replaced as well: {'; '.join(differing)}.", always=True)
    for plan in todo:
        _make(run, plan)
    if not run.dry_run:
        run.screen.show("every bucket and key is there and right", "ok")


def _plan(run: Run, region: str, bucket: str, alias: str) -> _Plan:
    place = StatePlace(run.aws, region=region, bucket=bucket, alias=alias)
    where = _where(run, place, bucket)
    if where not in (None, region):
        fix = f"write {where} there, or another bucket"
        raise refusal(f"platform:account.state: {bucket}", found=f"a bucket in {where}", allowed=f"one in {region}", fix=fix)
    new_bucket, new_key = where is None, place.key() is None
    missing: list[_Part] = []
    differing: list[_Part] = []
    for parts, new in ((_OF_KEY, new_key), (_OF_BUCKET, new_bucket)):
        for part in parts:
            good = None if new else part.look(place)
            told = {True: "right", False: "DIFFERS", None: "missing"}[good]
            run.screen.show(f"{told:<8} {region} {bucket}: {part.what}", {True: "ok", False: "bad", None: "warn"}[good])
            if good is not True:
                (missing if good is None else differing).append(part)
    return _Plan(place, bucket, alias, region, new_bucket, new_key, tuple(missing), tuple(differing))


def _where(run: Run, place: StatePlace, bucket: str) -> str | None:
    """Where the bucket is; None for no bucket."""
    try:
        return place.bucket_region()
    except OpsError as error:
        if error.status == Exit.DENIED:
            run.screen.note(f"{bucket}: either another account's, whose name is taken, or this role may not look at it", "warn")
        raise


def _make(run: Run, plan: _Plan) -> None:
    again, place = run.command("bootstrap"), plan.place
    look = f"aws s3api get-bucket-encryption --bucket {plan.bucket}"
    with run.step(f"{plan.bucket} and {plan.alias} may be there in part; nothing uses them yet", look=look, finish=again):
        if plan.new_key:
            key = place.create_key()
            finish = f"aws kms create-alias --alias-name {plan.alias} --target-key-id {key} --region {plan.region}; then {again}"
            with run.step(f"the key {key} is there without its alias", look="aws kms list-keys", finish=finish):
                place.create_alias(key)
        if plan.new_bucket:
            place.create_bucket()
        for part in (*plan.missing, *plan.differing):
            # A new key is tagged as it is made: there is no moment in which a deployer may change it.
            if not (plan.new_key and part is _OF_KEY[0]):
                part.put(place)


COMMAND = Command(
    summary="make the buckets and keys of Pulumi's state that the account's stack file names; leaves what is right",
    example="bootstrap --stack account",
    run=_run,
    calls=(
        "s3:ListBucket",
        "s3:CreateBucket",
        "s3:GetBucketPublicAccessBlock",
        "s3:PutBucketPublicAccessBlock",
        "s3:GetBucketVersioning",
        "s3:PutBucketVersioning",
        "s3:GetEncryptionConfiguration",
        "s3:PutEncryptionConfiguration",
        "s3:GetBucketPolicy",
        "s3:PutBucketPolicy",
        "kms:DescribeKey",
        "kms:CreateKey",
        "kms:TagResource",
        "kms:ListResourceTags",
        "kms:CreateAlias",
        "kms:GetKeyRotationStatus",
        "kms:EnableKeyRotation",
    ),
)
