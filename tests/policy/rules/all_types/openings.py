"""Cases of the rules resource-policies-not-open and no-plaintext-secrets."""

import base64
import json

from policy.knowledge.environments import ENVIRONMENTS
from policy.knowledge.iam.resource_policies import RESOURCE_POLICIES
from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, put, spec
from tests.policy.tables import Table

ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")


def holding(token: str, path: str, value: object) -> Plan:
    """A resource with one property, in a list of one where the path has a `*`."""
    head, star, tail = path.partition(".*")
    inner = put({}, tail.split(".")[1:], value)
    props = put({}, head.split("."), [inner] if star else value)
    assert isinstance(props, dict)
    return Plan(spec(token, "it", props), ELSEWHERE)


policies = Table("resource-policies-not-open", open="Statement number 1 of `{}` lets anyone in, with no condition on who comes.")
OURS = {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}
for token, path in RESOURCE_POLICIES.items():
    open_to = holding(token, path, document(allow("*", Principal="*")))
    policies.good(f"{token} for an account", holding(token, path, document(allow("*", Principal={"AWS": "111122223333"}))))
    policies.look_alike(f"{token} for an organization", holding(token, path, document(allow("*", Principal="*", Condition=OURS))))
    policies.bad(f"{token} for anyone", open_to, f"it open={path}")
    unknown = holding(token, path, UNKNOWN).edge("it", path.partition(".")[0], ELSEWHERE.name)
    policies.undecided(f"{token} unknown", unknown, f"it: {path}")
DOMAIN = "aws:opensearch/domain:Domain"
ANYONE = document(allow("es:*", Principal={"AWS": "*"}))
policies.look_alike(
    "a search domain in a network of its own",
    holding(DOMAIN, "accessPolicies", ANYONE).set("it", {"vpcOptions": {"subnetIds": ["subnet-1"]}}),
)
FILES = "aws:efs/fileSystemPolicy:FileSystemPolicy"
MOUNTED = {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}
policies.look_alike(
    "files for whoever is in their network", holding(FILES, "policy", document(allow("*", Principal="*", Condition=MOUNTED)))
)
NOT_MOUNTED = {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "false"}}
policies.bad(
    "files for whoever is not",
    holding(FILES, "policy", document(allow("*", Principal="*", Condition=NOT_MOUNTED))),
    "it open=policy",
)
policies.look_alike("no policy", Plan(spec("aws:glacier/vault:Vault", "it", {"name": "records"})))

secrets = Table("no-plaintext-secrets", named="`{}` holds a secret in `{}`.", line="Line {} of `{}` holds a secret.")
PASSWORD = "correct-horse"
OPTIONS = "aws:elasticbeanstalk:application:environment"
_SETTINGS = {"namespace": OPTIONS, "name": "DB_PASSWORD", "value": PASSWORD}
_SPECIAL: dict[str, tuple[object, object, str]] = {
    # property: what is good, what is bad, what is said
    "settings.*": ({**_SETTINGS, "namespace": "aws:elbv2"}, _SETTINGS, "named=settings.0 | DB_PASSWORD"),
    "containerProperties": (
        json.dumps({"image": "x", "environment": [{"name": "LOG_LEVEL", "value": "info"}]}),
        json.dumps({"image": "x", "environment": [{"name": "DB_PASSWORD", "value": PASSWORD}]}),
        "In `containerProperties`, `environment` of container of the job holds a secret in `DB_PASSWORD`.",
    ),
    "ecsProperties": (
        json.dumps({"taskProperties": [{"containers": [{"name": "a", "image": "x"}]}]}),
        json.dumps({"taskProperties": [{"containers": [{"name": "a", "image": "x", "command": ["--password", PASSWORD]}]}]}),
        "In `ecsProperties`, `command` of container a holds a secret.",
    ),
    "nodeProperties": (
        json.dumps({"nodeRangeProperties": [{"container": {"image": "x"}}]}),
        json.dumps({"nodeRangeProperties": [{"container": {"image": "x", "command": ["--password", PASSWORD]}}]}),
        "In `nodeProperties`, `command` of container of the job holds a secret.",
    ),
    "userData": (
        "#!/bin/sh\nexport DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)\n",
        f"#!/bin/sh\nexport DB_PASSWORD={PASSWORD}\n",
        "line=2 | userData",
    ),
    "launchSpecifications.*.userData": (
        "#!/bin/sh\necho started\n",
        f"#!/bin/sh\nDB_PASSWORD={PASSWORD} run\n",
        "line=2 | launchSpecifications.0.userData",
    ),
    "targetParameters.ecsTaskParameters.overrides.containerOverrides.*": (
        {"name": "api", "environments": [{"name": "LOG_LEVEL", "value": "info"}], "commands": ["serve"]},
        {"name": "api", "environments": [{"name": "DB_PASSWORD", "value": PASSWORD}]},
        (
            "In `targetParameters.ecsTaskParameters.overrides.containerOverrides.0`, "
            "`environment` of container api holds a secret in `DB_PASSWORD`."
        ),
    ),
    "targetParameters.batchJobParameters.containerOverrides": (
        {"environments": [{"name": "LOG_LEVEL", "value": "info"}], "commands": ["serve"]},
        {"commands": ["serve", "--password", PASSWORD]},
        "In `targetParameters.batchJobParameters.containerOverrides`, `command` of container of the job holds a secret.",
    ),
    "userDataBase64": (
        base64.b64encode(b"#!/bin/sh\necho started\n").decode(),
        base64.b64encode(f"#!/bin/sh\nDB_PASSWORD={PASSWORD} run\n".encode()).decode(),
        "line=2 | userDataBase64",
    ),
}
for token, paths in ENVIRONMENTS.items():
    for path in paths:
        place = path.replace("*", "0")
        plain = ({"LOG_LEVEL": "info"}, {"DB_PASSWORD": PASSWORD}, f"named={place} | DB_PASSWORD")
        well, ill, said = _SPECIAL.get(path, plain)
        found = f"it {said}" if said.startswith(("named=", "line=")) else f"it: {said}"
        secrets.good(f"{token} {path}", holding(token, path, well))
        secrets.bad(f"{token} {path}, with a secret", holding(token, path, ill), found)
        secrets.undecided(f"{token} {path} unknown", holding(token, path, UNKNOWN), f"it: {place}")
        listed = path.partition(".*")[0]
        secrets.undecided(f"{token} {listed} unknown, all", holding(token, listed, UNKNOWN), f"it: {listed}")
FUNCTION = holding(kinds.FUNCTION, "environment.variables", {"DB_PASSWORD": UNKNOWN})
secrets.undecided("a variable unknown", FUNCTION, "it: environment.variables.DB_PASSWORD")
DEEP = '{"a":' * 120 + json.dumps({"db": {"password": PASSWORD}}) + "}" * 120
secrets.bad(
    "a secret in a document deeper than any of AWS's",
    holding(kinds.FUNCTION, "environment.variables", {"SETTINGS": DEEP}),
    "it named=environment.variables | SETTINGS",
)
secrets.look_alike(
    "where the secret is",
    holding(kinds.FUNCTION, "environment.variables", {"DB_PASSWORD": "arn:aws:secretsmanager:us-east-1:111122223333:secret:db"}),
)
secrets.look_alike(
    "an option that is none", holding("aws:elasticbeanstalk/environment:Environment", "settings", [{**_SETTINGS, "namespace": "x"}])
)
secrets.bad(
    "an argument",
    holding("aws:glue/job:Job", "defaultArguments", {"--db_password": PASSWORD}),
    "it named=defaultArguments | --db_password",
)
secrets.bad(
    "a template's script, which is in base64",
    holding("aws:ec2/launchTemplate:LaunchTemplate", "userData", base64.b64encode(f"DB_PASSWORD={PASSWORD}".encode()).decode()),
    "it line=1 | userData",
)
SCRIPT = holding("aws:ec2/instance:Instance", "userData", "")
NO_BASE64 = "C_SECRET=bCFBe6GB"  # less what is not of its alphabet, it would be
secrets.bad("a script that is nearly in base64", SCRIPT.set("it", {"userData": NO_BASE64}), "it line=1 | userData")
for line in (
    "aws configure set aws_secret_access_key wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzzzzz",
    "mysql -u root -phunter2pass < schema.sql",
    "mysqldump -u root -p'hunter2pass' orders",
    "docker login -u u -p hunter2pass registry.example.com",
    "sshpass -p hunter2pass ssh host",
    "redis-cli -h cache -a hunter2pass ping",
    "kubeadm join --token abcdef.0123456789abcdef host",
    "db_password = hunter2pass",
    "PW=hunter2pass",
    "export DB_PASSWORD=hunter2pass",
    "sed -i s/PASSWORD=.*/PASSWORD=hunter2pass/ f",
):
    secrets.bad(f"a script's line: {line}", SCRIPT.set("it", {"userData": f"#!/bin/sh\n{line}"}), "it line=2 | userData")
for line in (
    *("# set PASSWORD=changeme", "  # docker login -u u -p hunter2pass", "sed -i s/PASSWORD=.*/PASSWORD=$PW/ f"),
    *("sed -i 's|DB_PASSWORD = .*|DB_PASSWORD = ${PW}|' f", 'mysql -u root -p"$PW"', "mysql --protocol=tcp -P 3306 -u root -p"),
    *(
        'docker login -u AWS -p "$(aws ecr get-login-password)" host',
        "get | docker login --password-stdin -u AWS",
    ),
    *("aws configure set region us-east-1", "aws configure set aws_secret_access_key $SECRET", "mkdir -p /var/lib/mysql"),
    *(
        '[ "$PASSWORD" = changeme ] && exit 1',
        "read -s -p Password: PASSWORD",
        "docker run -p 8080:80 nginx",
        "run --password | tee",
    ),
    *("bootstrap.sh orders --b64-cluster-ca LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSURCVENDQWUyZ0F3SUJBZ0lJ",),
):
    secrets.look_alike(f"a script's line: {line}", SCRIPT.set("it", {"userData": f"#!/bin/sh\n{line}"}))
secrets.undecided(
    "an option's value unknown",
    holding("aws:elasticbeanstalk/environment:Environment", "settings.*", {**_SETTINGS, "value": UNKNOWN}),
    "it: settings.0",
)
secrets.undecided(
    "an option unknown", holding("aws:elasticbeanstalk/environment:Environment", "settings", [UNKNOWN]), "it: settings.0"
)
secrets.bad(
    "the password of an environment's database",
    holding(
        "aws:elasticbeanstalk/configurationTemplate:ConfigurationTemplate",
        "settings.*",
        {"namespace": "aws:rds:dbinstance", "name": "DBPassword", "value": PASSWORD},
    ),
    "it named=settings.0 | DBPassword",
)
secrets.look_alike(
    "the user of an environment's database",
    holding(
        "aws:elasticbeanstalk/environment:Environment",
        "settings.*",
        {"namespace": "aws:rds:dbinstance", "name": "DBUser", "value": "orders"},
    ),
)
secrets.look_alike(
    "another option's value unknown",
    holding(
        "aws:elasticbeanstalk/environment:Environment",
        "settings.*",
        {"namespace": "aws:ec2:vpc", "name": "VPCId", "value": UNKNOWN},
    ),
)
