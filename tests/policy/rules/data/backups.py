"""Cases of the rule backups-not-open."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.tables import Table

EVERYONE = allow("backup:CopyIntoBackupVault", Principal="*")
ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}}


def vault(statement: dict[str, object]) -> Plan:
    return Plan(spec(kinds.BACKUP_VAULT_POLICY, "policy", {"backupVaultName": "data", "policy": document(statement)}))


vaults = Table("backups-not-open", open="Statement number 1 of `policy` lets anyone in, with no condition on who comes.")
vaults.good("one account", vault({**EVERYONE, "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}))
vaults.look_alike("everyone of an organization", vault({**EVERYONE, "Condition": ORGANIZATION}))
vaults.look_alike("a denial to everyone", vault({**EVERYONE, "Effect": "Deny"}))
vaults.look_alike("a vault without a policy", Plan(spec(kinds.BACKUP_VAULT, "vault", {"name": "data"})))
vaults.bad("everyone", vault(EVERYONE), "policy open")
vaults.bad("every AWS identity", vault({**EVERYONE, "Principal": {"AWS": "*"}}), "policy open")
vaults.bad("no JSON", vault(EVERYONE).set("policy", {"policy": "no"}), "policy: `policy` is no readable policy document.")
vaults.undecided(
    "policy unknown", vault(EVERYONE).set("policy", {"policy": UNKNOWN}).edge("policy", "policy", "policy"), "policy: policy"
)
