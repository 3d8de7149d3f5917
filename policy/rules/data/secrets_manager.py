"""Stored secrets: under a customer key, closed to other accounts, hard to lose."""

from policy.knowledge.iam.documents import policy_must_not_be_open
from policy.knowledge.secret_text import is_secret, named_like_secret
from policy.model import kinds
from policy.model.expectations import must_be_at_least, must_be_one_of, must_have_customer_key, unless_unknown
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, resource_rule, stack_rule
from policy.model.values import UNKNOWN, is_absent, text

_SHORTEST_WINDOW = 7
# Where each type lets its service make the administrator's secret, and names the key for it.
_MADE = {
    kinds.DB_INSTANCE: ("manageMasterUserPassword", "masterUserSecretKmsKeyId"),
    kinds.DB_CLUSTER: ("manageMasterUserPassword", "masterUserSecretKmsKeyId"),
    "aws:redshift/cluster:Cluster": ("manageMasterPassword", "masterPasswordSecretKmsKeyId"),
    "aws:redshiftserverless/namespace:Namespace": ("manageAdminPassword", "adminPasswordSecretKmsKeyId"),
}
_VALUES = ("value", "insecureValue", "valueWo")


@resource_rule(
    About(
        name="secret-customer-key",
        title="Secrets are encrypted with a customer key",
        severity="medium",
        why="Under AWS's own key, anyone who may read the secret may decrypt it: no key policy to stop them, no key to revoke.",
        fix="Set `kms_key_id` to an `aws.kms.Key`, and that of every replica to one of its region; of a database that manages its "
        "own password, `master_user_secret_kms_key_id`.",
        references=("NIST-800-53 SC-12(2)", "NIST-800-53 SC-28(1)", "NIST-800-53 IA-5"),
        preview="the key by being named",
        passes="kms_key_id=key.arn",
        fails='kms_key_id="alias/aws/secretsmanager"',
    ),
    kinds.STORED_SECRETS,
    *_MADE,
)
def customer_key(secret: Resource, _: Config) -> Findings:
    """Replicas have keys of their own, and so has the secret that a service makes for a database."""
    if secret.type != kinds.STORED_SECRETS:
        switch, key = _MADE[secret.type]
        if secret.get(switch) not in (None, False):
            yield from unless_unknown(must_have_customer_key(secret, key), secret, switch)
        return
    yield from must_have_customer_key(secret, "kmsKeyId")
    replicas = secret.get("replicas")
    for position in range(len(replicas) if isinstance(replicas, list) else 0):
        if secret.get(f"replicas.{position}") is not UNKNOWN:
            yield from must_have_customer_key(secret, f"replicas.{position}.kmsKeyId")


@resource_rule(
    About(
        name="secret-policy-not-open",
        title="No secret's policy lets anyone in",
        severity="critical",
        why="Anyone with an AWS account reads the password.",
        fix="Name the `Principal`, or restrict `*` with a condition such as `aws:PrincipalOrgID`.",
        references=("NIST-800-53 AC-3", "NIST-800-53 AC-6", "NIST-800-53 IA-5"),
        preview="the policy when its text is known",
        passes='"Principal": {"AWS": "arn:aws:iam::111122223333:role/reader"}',
        fails='"Principal": "*"',
    ),
    kinds.STORED_SECRETS,
    kinds.SECRETS_POLICY,
)
def not_open(resource: Resource, _: Config) -> Findings:
    """Written in the secret or beside it."""
    yield from policy_must_not_be_open(resource)


@stack_rule(
    About(
        name="secret-recoverable",
        title="Secrets of a protected stack can be restored after deletion",
        severity="medium",
        why="A secret deleted at once takes everything along that only it opens.",
        fix="Leave `recovery_window_in_days` out, or at 7 or more.",
        references=("NIST-800-53 CP-9", "NIST-800-53 CP-10", "NIST-800-53 IA-5"),
        preview="the number, in a stack where something stateful has Pulumi protection",
        passes="recovery_window_in_days=30",
        fails="recovery_window_in_days=0",
    )
)
def recoverable(graph: Graph, _: Config) -> Findings:
    """A stack that nothing protects may leave nothing behind."""
    for secret in graph.of(kinds.STORED_SECRETS) if graph.is_protected else ():
        yield from must_be_at_least(secret, "recoveryWindowInDays", _SHORTEST_WINDOW)


@resource_rule(
    About(
        name="parameter-secure",
        title="Parameters with secrets are SecureStrings under a customer key",
        severity="high",
        why="Everyone who may list parameters reads a plain one, and its history keeps it.",
        fix='Set `type="SecureString"` and `key_id` to an `aws.kms.Key`.',
        references=("NIST-800-53 IA-5(7)", "NIST-800-53 SC-28", "NIST-800-53 SC-28(1)"),
        preview="name and type themselves; the key by being named",
        passes='name="/pde/production/api-key", type="SecureString", key_id=key.arn',
        fails='name="/pde/production/api-key", type="String"',
    ),
    kinds.PARAMETER,
)
def parameter_secure(parameter: Resource, _: Config) -> Findings:
    """Secrets are recognised by the last word of the name and by the value, which is never repeated."""
    kind = parameter.get("type")
    name, value = parameter.get("name"), _value(parameter)
    if kind is UNKNOWN:
        yield Undecided(parameter, "type")
    elif kind == "SecureString":
        yield from must_have_customer_key(parameter, "keyId")
    elif name is not UNKNOWN and _holds_secret(text(name), value):
        yield from must_be_one_of(parameter, "type", ("SecureString",))
    elif UNKNOWN in (name, value):
        yield Undecided(parameter, "name" if name is UNKNOWN else "value")


def _value(parameter: Resource) -> object:
    """The value by whichever property sets it; AWS copies it to `value`, so what is known counts before what is not."""
    values = map(parameter.get, _VALUES)
    return next((value for value in values if value is not UNKNOWN and not is_absent(value)), UNKNOWN)


def _holds_secret(name: str, value: object) -> bool:
    last = name.rpartition("/")[2]
    return named_like_secret(last) if value is UNKNOWN else is_secret(last, text(value))


RULES: tuple[Rule, ...] = (customer_key, not_open, recoverable, parameter_secure)
