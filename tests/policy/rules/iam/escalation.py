"""Cases of the rule iam-no-users."""

from policy.model import kinds
from tests.policy.plans import Plan, spec
from tests.policy.tables import Table

users = Table("iam-no-users")
users.good("a role", Plan(spec(kinds.ROLE, "role", {"name": "x"})))
users.look_alike("a database's user", Plan(spec("aws:elasticache/user:User", "reader", {"userName": "reader"})))
users.look_alike("a group's policies", Plan(spec(kinds.GROUP_ATTACHMENTS_EXCLUSIVE, "all", {"groupName": "people"})))
users.look_alike("a key pair of machines", Plan(spec("aws:ec2/keyPair:KeyPair", "key", {"publicKey": "ssh-ed25519 x"})))
for token in (
    *(kinds.USER, kinds.ACCESS_KEY, kinds.LOGIN, kinds.USER_POLICY, kinds.USER_ATTACHMENT, kinds.USER_ATTACHMENTS_EXCLUSIVE),
    *(kinds.SERVICE_CREDENTIAL, kinds.SSH_KEY, kinds.GROUP_MEMBERSHIP),
):
    users.bad(
        token, Plan(spec(token, "ci", {"user": "ci"})), "ci: It belongs to a user, who signs in with something that never expires."
    )
