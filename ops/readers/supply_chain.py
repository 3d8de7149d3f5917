"""Whether an image may be deployed: what ECR knows of it against what the settings ask for. Nothing here calls anything."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from stack.settings import SupplyChainSettings, WaiverSettings

DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
SCANNED: Final = frozenset({"COMPLETE", "ACTIVE"})
"""What ECR says of a scan that has been made; `ACTIVE` where it is repeated."""
UNFINISHED: Final = frozenset({"IN_PROGRESS", "PENDING", ""})
"""What it says of one that is under way, or nothing yet: images are scanned some seconds after they were pushed."""
_SEVERITIES: Final = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL")
# Not rated by anybody yet. Most of them stay so, and are about nothing that runs.
_UNRATED: Final = frozenset({"UNDEFINED", "UNTRIAGED"})


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """A known vulnerability in an image."""

    name: str
    severity: str
    """As ECR says it."""


@dataclass(frozen=True, kw_only=True)
class Scan:
    """The scan of an image for one architecture."""

    status: str
    """As ECR says it; empty before it says anything."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is known of an image by its digest, in one repository."""

    is_there: bool
    """Whether the repository has it."""
    scans: Mapping[str, Scan]
    """Digest of each architecture's image -> its scan; none where it is no image."""
    listed: frozenset[str]
    """Which of these have an SBOM, in the index that the digest is of."""
    signatures: Mapping[str, str]
    """ARN of a signing profile -> `COMPLETE`, `IN_PROGRESS` or `FAILED`, as ECR's managed signing says it."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing of it is still being made."""
        running = [scan for scan in self.scans.values() if scan.status in UNFINISHED]
        return not running and "IN_PROGRESS" not in self.signatures.values()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Why an image may not be deployed, and what was overlooked on purpose."""

    refused: tuple[str, ...]
    """A sentence for each reason; none: it may."""
    waived: tuple[str, ...]
    """A sentence for each finding that a waiver keeps from being one."""


def judge(evidence: Evidence, *, image: str, settings: SupplyChainSettings, profile: str, today: date) -> Verdict:
    """Return whether an image may be deployed.

    Args:
        evidence: what is known of it.
        image: the name that waivers call it by.
        settings: what is asked for.
        profile: the ARN of the signing profile whose signature counts.
        today: in UTC; a waiver holds until the end of its day.
    """
    if not evidence.is_there:
        return Verdict(refused=("it is not in its repository",), waived=())
    refused = list(_unsigned(evidence, profile))
    if not evidence.scans:
        refused.append("it holds no image for any architecture")
    waived: list[str] = []
    for digest, scan in sorted(evidence.scans.items()):
        if digest not in evidence.listed:
            refused.append(f"no SBOM lists what is in {digest[:19]}")
        if scan.status not in SCANNED:
            refused.append(f"it was not scanned: ECR says {scan.status or 'nothing'} of {digest[:19]}")
        for finding in sorted(set(scan.findings)):
            if rank(finding.severity) <= rank(settings.refuse_from):
                told = f"{finding.name} is {finding.severity}"
                waiver = _waiver(settings, finding.name, image)
                if waiver is None:
                    refused.append(told)
                elif today > date.fromisoformat(waiver.expires):
                    refused.append(f"{told}, and its waiver ended on {waiver.expires}")
                else:
                    waived.append(f"{told}, waived until {waiver.expires}: {waiver.reason}")
    return Verdict(refused=tuple(refused), waived=tuple(waived))


def rank(severity: str) -> int:
    """Return how bad a severity is, 0 for the worst. A word that ECR does not use today is as bad as any."""
    if severity in _UNRATED:
        return _SEVERITIES.index("LOW")
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else 0


def _unsigned(evidence: Evidence, profile: str) -> tuple[str, ...]:
    status = evidence.signatures.get(profile)
    if status == "COMPLETE":
        return ()
    others = sorted(one for one, said in evidence.signatures.items() if said == "COMPLETE")
    told = f"{profile.rpartition('/')[2]} has not signed it" + (f": ECR says {status}" if status else "")
    return (told + (f", but {', '.join(one.rpartition('/')[2] for one in others)} has" if others else ""),)


def _waiver(settings: SupplyChainSettings, finding: str, image: str) -> WaiverSettings | None:
    """The waiver that holds longest, of those for a finding in an image."""
    found = [one for one in settings.waivers if one.finding == finding and (not one.images or image in one.images)]
    return max(found, key=lambda one: one.expires, default=None)
