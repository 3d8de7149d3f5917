"""More cases of the rule data-backed-up: file systems of FSx and tables of Keyspaces."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.data.data_backed_up import ELSEWHERE, backed

for token, days in (
    ("aws:fsx/windowsFileSystem:WindowsFileSystem", "7"),
    ("aws:fsx/ontapFileSystem:OntapFileSystem", "what AWS takes"),
    ("aws:fsx/openZfsFileSystem:OpenZfsFileSystem", "what AWS takes"),
):
    path = "automaticBackupRetentionDays"
    keeping = Plan(spec(token, "it", {path: 7}), ELSEWHERE)
    backed.good(f"{token} that keeps them", keeping)
    backed.look_alike(f"{token} that says nothing and has {days}", keeping.set("it", {path: DROP}))
    backed.bad(f"{token} without", keeping.set("it", {path: 0}), f"it: `{path}` is 0; it has to be 7 or more.")
    backed.undecided(f"{token} unknown", keeping.set("it", {path: UNKNOWN}).edge("it", path, ELSEWHERE.name), f"it: {path}")
    backed.look_alike(
        f"{token} that a plan copies",
        keeping.set("it", {path: 0}).add(spec(kinds.BACKUP_SELECTION, "selection", {"planId": "daily", "resources": ["*"]})),
    )
WIDE = Plan(spec("aws:keyspaces/table:Table", "table", {"pointInTimeRecovery": {"status": "ENABLED"}}), ELSEWHERE)
backed.good("a table of Keyspaces with its own recovery", WIDE)
backed.bad("a table of Keyspaces that says nothing", WIDE.set("table", {"pointInTimeRecovery": DROP}), "table backups")
backed.bad("a table of Keyspaces that says no", WIDE.set("table", {"pointInTimeRecovery.status": "DISABLED"}), "table backups")
backed.undecided(
    "a table of Keyspaces that may have one",
    WIDE.set("table", {"pointInTimeRecovery": UNKNOWN}).edge("table", "pointInTimeRecovery", ELSEWHERE.name),
    "table: whether a backup plan selects it",
)
