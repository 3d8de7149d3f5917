"""Summaries of a stack that a small pack has judged."""

from pathlib import Path

from offline.judging.findings import Finding, Judgement, Lowered
from offline.project import Project
from offline.reporting.summary import Run, Summary, summarize
from offline.simulation.mode import Mode
from offline.simulation.model import Recording

URN = "urn:pulumi:dev::platform::aws:s3/bucket:Bucket::models"


BROKEN = Finding(
    rule="buckets-closed", level="mandatory", urn=URN, title="Buckets are closed", text="It is open.\nFix: close it | shut it."
)


ADVICE = Finding(rule="two-zones", level="advisory", urn=None, title="Two zones", text="There is one.")


UNCLEAR = Finding(rule="roles-narrow", level="mandatory", urn=URN, title="Roles are narrow", text="policy", undecided=True)


RULES = ("buckets-closed", "two-zones", "roles-narrow", "keys-turn")


LOWERED = (
    Lowered(rule="keys-turn", level="disabled", usual="mandatory", reason="moves in March", expires="2999-12-31"),
    Lowered(
        rule="two-zones",
        level="advisory",
        usual="mandatory",
        reason="one is cheaper",
        expires="2999-12-31",
        ending=" (it ends soon)",
    ),
)


def previewed(*findings: Finding, mode: tuple[Mode, ...] = (Mode.APPLIED,), lowered: tuple[Lowered, ...] = ()) -> Summary:
    """A stack without resources in which the pack found the same in each of the modes."""
    project = Project(name="platform", stack="dev", program=Path(), config={}, secret_keys=())
    judgement = Judgement(pack="pack 1", rules=RULES, findings=findings, lowered=lowered)
    runs = {
        one: Run(recording=Recording(project="platform", stack="dev", mode=one, resources=(), outputs={}), judgement=judgement)
        for one in mode
    }
    return summarize(project, runs, total=1.5)
