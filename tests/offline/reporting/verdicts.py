"""Summaries of a stack that a small pack has judged."""

from pathlib import Path

from offline.judging.findings import Finding, Judgement
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


def previewed(*findings: Finding, mode: tuple[Mode, ...] = (Mode.APPLIED,)) -> Summary:
    """A stack without resources in which the pack found the same in each of the modes."""
    project = Project(name="platform", stack="dev", program=Path(), config={}, secret_keys=())
    judgement = Judgement(pack="pack 1", rules=RULES, findings=findings)
    runs = {
        one: Run(recording=Recording(project="platform", stack="dev", mode=one, resources=(), outputs={}), judgement=judgement)
        for one in mode
    }
    return summarize(project, runs, total=1.5)
