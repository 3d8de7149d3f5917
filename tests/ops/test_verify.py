"""What `verify` refuses: each thing that has to hold of an image, missing alone."""

import dataclasses
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ops.ending import Exit
from ops.readers.supply_chain import Evidence, Finding, Scan, judge, rank
from stack.settings import SupplyChainSettings, WaiverSettings
from tests.ops.cases.verify import IMAGES
from tests.ops.driving import Ops
from tests.ops.registry import PROFILE, Registry

DIGEST = f"sha256:{'ab' * 32}"
TODAY = date(2026, 3, 31)
GOOD = Evidence(
    is_there=True, scans={DIGEST: Scan(status="COMPLETE")}, listed=frozenset({DIGEST}), signatures={PROFILE: "COMPLETE"}
)


def found(*findings: tuple[str, str]) -> Evidence:
    scan = Scan(status="COMPLETE", findings=tuple(Finding(name=name, severity=severity) for name, severity in findings))
    return dataclasses.replace(GOOD, scans={DIGEST: scan})


def waiver(**changes: Any) -> WaiverSettings:
    return WaiverSettings(**{"finding": "CVE-2026-0001", "reason": "not reachable", "expires": "2026-03-31", **changes})


def judged(evidence: Evidence, *waivers: WaiverSettings, today: date = TODAY, **settings: Any) -> tuple[str, ...]:
    asked = SupplyChainSettings(waivers=waivers, **settings)
    return judge(evidence, image="api", settings=asked, profile=PROFILE, today=today).refused


def test_an_image_of_which_all_holds_may_be_deployed() -> None:
    assert judged(GOOD) == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_there": False}, "it is not in its repository"),
        ({"scans": {}}, "it holds no image for any architecture"),
        ({"scans": {DIGEST: Scan(status="FAILED")}}, f"it was not scanned: ECR says FAILED of {DIGEST[:19]}"),
        ({"scans": {DIGEST: Scan(status="UNSUPPORTED_IMAGE")}}, f"it was not scanned: ECR says UNSUPPORTED_IMAGE of {DIGEST[:19]}"),
        ({"scans": {DIGEST: Scan(status="A_NEW_WORD")}}, f"it was not scanned: ECR says A_NEW_WORD of {DIGEST[:19]}"),
        ({"listed": frozenset()}, f"no SBOM lists what is in {DIGEST[:19]}"),
        ({"signatures": {}}, "dlv_pde_images has not signed it"),
        ({"signatures": {PROFILE: "FAILED"}}, "dlv_pde_images has not signed it: ECR says FAILED"),
        ({"signatures": {PROFILE + "2": "COMPLETE"}}, "dlv_pde_images has not signed it, but dlv_pde_images2 has"),
    ],
)
def test_what_does_not_hold_is_refused_alone(changes: dict[str, Any], reason: str) -> None:
    assert judged(dataclasses.replace(GOOD, **changes)) == (reason,)


@pytest.mark.parametrize(
    ("severity", "refuse_from", "refused"),
    [
        ("CRITICAL", "CRITICAL", True),
        ("HIGH", "CRITICAL", False),
        ("HIGH", "HIGH", True),
        ("MEDIUM", "HIGH", False),
        ("LOW", "LOW", True),
        ("INFORMATIONAL", "LOW", False),
        ("UNDEFINED", "MEDIUM", False),
        ("UNTRIAGED", "LOW", True),
        ("SOMETHING_NEW", "CRITICAL", True),
    ],
)
def test_a_finding_counts_from_the_severity_that_is_asked_for(severity: str, refuse_from: str, *, refused: bool) -> None:
    assert judged(found(("CVE-2026-0001", severity)), refuse_from=refuse_from) == (
        (f"CVE-2026-0001 is {severity}",) if refused else ()
    )


def test_severities_are_in_their_order() -> None:
    assert [rank(one) for one in ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL")] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("written", "today", "refused"),
    [
        (waiver(), TODAY, ()),
        (waiver(), date(2026, 4, 1), ("CVE-2026-0001 is HIGH, and its waiver ended on 2026-03-31",)),
        (waiver(finding="CVE-2026-00011"), TODAY, ("CVE-2026-0001 is HIGH",)),
        (waiver(images=("api",)), TODAY, ()),
        (waiver(images=("workers",)), TODAY, ("CVE-2026-0001 is HIGH",)),
    ],
)
def test_a_waiver_holds_for_its_finding_in_its_images_until_its_day(
    written: WaiverSettings, today: date, refused: tuple[str, ...]
) -> None:
    assert judged(found(("CVE-2026-0001", "HIGH")), written, today=today) == refused


def test_of_two_waivers_the_longer_counts_and_what_is_waived_is_told() -> None:
    settings = SupplyChainSettings(waivers=(waiver(expires="2026-01-01"), waiver(expires="2026-12-31", reason="mended in May")))
    verdict = judge(found(("CVE-2026-0001", "HIGH")), image="api", settings=settings, profile=PROFILE, today=TODAY)
    assert verdict.refused == ()
    assert verdict.waived == ("CVE-2026-0001 is HIGH, waived until 2026-12-31: mended in May",)


def test_no_waiver_makes_up_for_a_signature_a_scan_or_an_sbom() -> None:
    bare = dataclasses.replace(GOOD, signatures={}, listed=frozenset(), scans={DIGEST: Scan(status="FAILED")})
    assert len(judged(bare, waiver())) == 3


def _unsigned(registry: Registry) -> None:
    registry.signed = {}


def _unlisted(registry: Registry) -> None:
    registry.predicate = "https://slsa.dev/provenance/v0.2"


def _vulnerable(registry: Registry) -> None:
    registry.findings = [("CVE-2026-0001", "HIGH"), ("CVE-2026-0002", "LOW")]


def _missing(registry: Registry) -> None:
    registry.missing = {"pde-production/api"}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_unsigned, "dlv_pde_images has not signed it"),
        (_unlisted, "no SBOM lists what is in sha256:11111"),
        (_vulnerable, "CVE-2026-0001 is HIGH"),
        (_missing, "it is not in its repository"),
    ],
)
def test_the_command_says_why_and_ends_with_1(ops: Ops, spoil: Callable[[Registry], None], said: str) -> None:
    spoil(Registry(ops))
    status, out, err = ops(f"verify {IMAGES}")
    assert status == Exit.FAILED
    assert said in out
    assert "may not be deployed to production; nothing was changed" in err
    assert "CVE-2026-0002" not in out


def test_an_image_of_several_services_is_looked_at_once_and_in_the_stacks_own_repositories(ops: Ops) -> None:
    registry = Registry(ops)
    assert ops(f"verify {IMAGES}", stack="staging", stands=False).status == Exit.DONE
    indexes = [one for one in registry.asked if one.endswith(("1" * 10, "2" * 10))]
    assert [one.partition("@")[0] for one in indexes] == ["pde-staging/api", "pde-staging/workers"]


@pytest.mark.parametrize(
    ("images", "said"),
    [
        ({}, "no services"),
        (["api"], "no services"),
        ({"apy": DIGEST}, "no service that is delivered"),
        ({"api": "latest"}, "'latest'"),
        ({"api": f"docker.io/library/nginx@{DIGEST}"}, "nothing from elsewhere is deployed"),
        ({"api": 3}, "found:   3"),
    ],
)
def test_what_are_no_images_is_refused_before_anything_is_asked(ops: Ops, tmp_path: Path, images: object, said: str) -> None:
    (tmp_path / "images.json").write_text(json.dumps(images))
    ended = ops(f"verify {tmp_path}/images.json")
    assert ended.status == Exit.INPUT
    assert said in ended.err
    assert ended.actions == []


def test_a_stack_that_no_pipeline_delivers_to_is_refused(ops: Ops) -> None:
    status, _, err = ops(f"verify {IMAGES}", stack="dr", stands=False)
    assert status == Exit.INPUT
    assert "a stack that no pipeline delivers to" in err
