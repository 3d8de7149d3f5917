"""Has the next `pulumi up` replace a secret: raises its `rotation` in the stack file, and says what that interrupts."""

import argparse
from datetime import datetime, timedelta
from typing import Final

from ops.aws import secretsmanager, ssm
from ops.editing import plan_edit
from ops.ending import OpsError, refusal
from ops.readers.outputs import named
from ops.readers.secrets import Secret, read_secrets
from ops.run import Run
from ops.verb import Command
from ops.words import since

_DATABASE: Final = (
    "changes the password of the database, its secret and the tasks. Running tasks cannot open new connections until they are "
    "replaced: errors for five to ten minutes. First set platform:alarms_roll_back to false, and each deployment to "
    "{strategy: blue-green, bake_minutes: 0}, for this one `up`: docs/runbooks/rotate-password.md"
)
_EFFECTS: Final = {
    "DatabaseSettings": _DATABASE,
    "AuroraSettings": _DATABASE,
    "CacheSettings": "changes the AUTH token, its secret and the tasks. Nothing is interrupted: the token before stays valid until "
    "the next rotation, which must not begin before all tasks have been replaced",
    "GeneratedSecretSettings": "changes the value and replaces the tasks that read it. What was signed with the value before is "
    "refused from then on: sessions end, and whoever verifies with it needs the new one",
}
"""The block's name in the settings -> what the next `up` does with a new `rotation`."""
_APART: Final = timedelta(hours=24)
"""Between two slots of one secret, unless `--soon`: whoever verifies has to know the new key before the other one goes."""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("secret", metavar="SECRET", help="as in the stack file: database, cache, secret-key, hmac-key-1")
    parser.add_argument("--soon", action="store_true", help="rotate a slot although another was rotated less than a day ago")


def _run(run: Run) -> None:
    secret, tier = _chosen(run)
    arn = run.outputs.secrets[tier]
    changed = ssm.last_changed(run.aws, arn) if ":ssm:" in arn else secretsmanager.last_changed(run.aws, arn)
    _apart(run, secret, tier, changed)
    before = (run.file.values.get(secret.key) or {}).get("rotation", 1)
    edit = plan_edit(run, {(secret.key, "rotation"): str(before + 1)})
    run.screen.show(edit.difference)
    run.screen.note(f"{tier} was last changed " + (f"{since(changed, run.clock.now())} ago" if changed else "nobody knows when"))
    run.screen.note(f"the next `up` {_EFFECTS[secret.kind]}")
    run.confirm(f"About to write {edit.file.name}; nothing changes in AWS before `pulumi up -s {run.stack}`.")
    with run.step(f"{edit.file.name} may be written", look="git diff", undo=edit.undo):
        edit.write(run)
    run.screen.note(f"next: pulumi up -s {run.stack} --policy-pack policy")
    run.screen.note(f"to take it back before that: {edit.undo}. After it, only forward: a lower number makes another new value")


def _chosen(run: Run) -> tuple[Secret, str]:
    """The setting that is meant, and the tier whose secret it changes."""
    name = run.options.secret.replace("_", "-")
    known, tiers = read_secrets(run.folder, run.file), run.outputs.secrets
    rotating = {one.name: one for one in known.values() if not one.is_external}
    slots = [one for one in rotating if _is_slot_of(one, name)]
    if slots:
        allowed = f"one slot at a time: {', '.join(slots)}"
        raise refusal("SECRET", found=f"{name}, which has {len(slots)} slots", allowed=allowed, fix=f"write {slots[0]}")
    if name in known and known[name].is_external:
        raise refusal(
            "SECRET",
            found=f"{name}, whose value is put by hand",
            allowed=", ".join(sorted(rotating)) or "none of this stack",
            fix=f"aws secretsmanager put-secret-value --secret-id {run.file.path(name)} --secret-string file://value.txt; "
            f"write the VersionId it answers to platform:{known[name].key}.version; `up`: docs/runbooks/third-party-secret.md",
        )
    if name in tiers and name not in rotating:
        raise refusal(
            "SECRET",
            found=f"{name}, which never changes: what it has encrypted is read with no other key",
            allowed=", ".join(sorted(rotating)) or "none of this stack",
            fix="leave it; where others know it, the application has to decrypt with the old key and encrypt with a new one",
        )
    named("SECRET", name, {one: one for one in rotating})
    tier = next((one for one in tiers if one == name or _is_slot_of(name, one)), None)
    if tier is None:
        fix = f"pulumi up -s {run.stack} --policy-pack policy, or name another"
        raise refusal("SECRET", found=f"{name}, which this stack has not", allowed=", ".join(sorted(tiers)) or "none", fix=fix)
    return rotating[name], tier


def _is_slot_of(slot: str, tier: str) -> bool:
    """Whether `hmac-key-1` is a slot of `hmac-keys`."""
    stem, _, number = slot.rpartition("-")
    return number.isdigit() and tier == f"{stem}s"


def _apart(run: Run, secret: Secret, tier: str, changed: datetime | None) -> None:
    if changed is None or run.options.soon or not _is_slot_of(secret.name, tier):
        return
    if run.clock.now() - changed < _APART:
        raise OpsError(
            f"{tier} was changed {since(changed, run.clock.now())} ago: another slot may be new, and not yet known to all who "
            f"verify with it. Nothing was changed; fix: wait until it is, at least a day, or add --soon"
        )


COMMAND = Command(
    summary="raise a secret's rotation in the stack file; says what the next `up` does and interrupts",
    example="rotate cache --stack production",
    arguments=_arguments,
    run=_run,
    calls=("secretsmanager:DescribeSecret", "ssm:DescribeParameters"),
)
