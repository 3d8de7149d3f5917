"""The rules of a pack listed and explained."""

import pytest

from offline.errors import Exit
from offline.judging.rules import listing
from tests.offline.samples import run, run_here
from tests.stacks import ROOT


def test_the_rules_of_the_pack_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    done = run_here(capsys, "policies", "-C", ROOT)
    assert done.returncode == Exit.OK
    assert "rds-not-public" in done.stdout
    assert "rules. Explain one with" in done.stdout


def test_a_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    done = run_here(capsys, "policies", "rds-not-public", "-C", ROOT)
    assert done.returncode == Exit.OK
    for part in ("rds-not-public (mandatory, critical)", "Why:", "Fix:", "References:", "publicly_accessible"):
        assert part in done.stdout


def test_a_misspelt_rule_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    done = run_here(capsys, "policies", "rds-public", "-C", ROOT)
    assert done.returncode == Exit.INPUT
    assert "did you mean rds-not-public" in done.stderr


def test_a_proxy_in_the_environment_is_not_for_a_pack_on_this_machine() -> None:
    proxies = {f"{scheme}_proxy": "http://127.0.0.1:9" for scheme in ("http", "https", "grpc", "all")}
    done = run("policies", "rds-not-public", "-C", ROOT, environment={**proxies, "no_proxy": "", "NO_PROXY": ""})
    assert (done.returncode, done.stderr) == (Exit.OK, "")


def test_a_pack_without_rules_is_listed() -> None:
    assert list(listing([])) == ["", "0 rules. Explain one with: python -m offline policies RULE"]
