"""The rules of a pack listed and explained."""

from offline.errors import Exit
from tests.offline.samples import run
from tests.stacks import ROOT


def test_the_rules_of_the_pack_are_listed() -> None:
    done = run("policies", "-C", ROOT)
    assert done.returncode == Exit.OK
    assert "rds-not-public" in done.stdout
    assert "rules. Explain one with" in done.stdout


def test_a_rule_is_explained() -> None:
    done = run("policies", "rds-not-public", "-C", ROOT)
    assert done.returncode == Exit.OK
    for part in ("rds-not-public (mandatory, critical)", "Why:", "Fix:", "References:", "publicly_accessible"):
        assert part in done.stdout


def test_a_misspelt_rule_names_the_nearest() -> None:
    done = run("policies", "rds-public", "-C", ROOT)
    assert done.returncode == Exit.INPUT
    assert "did you mean rds-not-public" in done.stderr
