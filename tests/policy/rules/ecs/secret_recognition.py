"""Cases of the rule about secrets in plain text: every name, shape and place of one, and what only looks like one."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.ecs.task_roles_and_secrets import ACCESS_KEY, RANDOM, URL
from tests.policy.rules.ecs.task_roles_and_secrets_plans import task
from tests.policy.tables import Table

PASSWORD = "hunter" + "22"
SENDGRID = "SG." + "aBcDeFgHiJkLmNoPqRsTuV." + "a-CdEfGhIjKlMnOpQrStUvWxYz_123456789aBcDeFg"
UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"

plaintext = Table(
    "ecs-no-plaintext-secrets",
    variable="`environment` of container api holds a secret in `{}`.",
    override="In `{}`, `environment` of container number 1 holds a secret in `{}`.",
    holds="`{}` of container api holds a secret.",
    options="`logConfiguration.options` of container api holds a secret in `{}`.",
    containerDefinitions="`containerDefinitions` is no readable list of containers.",
    dockerLabels="`dockerLabels` of container api holds a secret in `{}`.",
)

for name in (
    *("PASS", "DB_PWD", "DB_PW", "SECRET", "TOKENS", "CREDENTIAL", "CREDENTIALS", "APP_HMAC", "JWT", "PASSWORD_SALT"),
    *("REQUIREPASS", "masterauth", "REDISCLI_AUTH", "SECRET_KEY_BASE", "SECRETKEY_BASE", "API_KEYS", "API_KEY", "APP_KEY"),
    *("PRIVATE_KEY", "AWS_ACCESS_KEY", "ACCOUNT_KEY", "DJANGO_SECRET_KEY", "SECRETKEY", "SIGNING_KEY", "ENCRYPTION_KEY"),
    *("MASTER_KEY", "HMAC_KEY", "JWT_KEY", "AUTH_KEY", "SESSION_KEY", "WEBHOOK_KEY", "PGPASSWORD", "PASSWORDS", "DBPASSWD"),
    *("KEY_PASSPHRASE", "DB_PASSWORD_OLD", "DB_PASSWORD_NEW", "TOKEN_PREVIOUS", "TOKEN_CURRENT", "TOKEN_DEV", "TOKEN_STAGING"),
    *("TOKEN_PROD", "TOKEN_PRODUCTION", "TOKEN_12", "DB_PASSWORD_PLAIN", "DB_PASSWORD_PLAINTEXT", "SECRET_KEY_VALUE"),
    *("GITHUBTOKEN", "APITOKENS", "CLIENTSECRET", "CLIENTSECRETS", "DB_CREDS", "CRED", "REDIS_AUTH", "VALKEY_AUTH", "BASIC_AUTH"),
    *("HTTP_AUTH", "INGEST_KEY", "MAILGUN_KEY", "LAUNCHDARKLY_SDK_KEY", "SENDGRID_KEY", "SENDGRIDKEY"),
):
    plaintext.bad(f"{name} holds one", task({name: PASSWORD}), f"task variable={name}")
for name in ("TOKENIZERS", "PARTITION_KEY", "KAFKA_AUTH", "REDIS_AUTH_MODE", "CREDS_FILE", "PASSWORD_VALUE_FROM", "SACRED"):
    plaintext.look_alike(f"{name} promises none", task({name: PASSWORD}))
for name in ("COMPASS", "TOKEN_OLDER", "MY_HMACS", "XPW", "TOKEN_NAME_OLD", "TOKENOLD", "MONKEY_KEY", "PASSWORD_12_MIN"):
    plaintext.look_alike(f"{name} promises none", task({name: PASSWORD}))

for title, value in {
    "where it is, by a path": "/pde/db",
    "where it is, below here": "./password",
    "where it is, above here": "../password",
    "where it is, at home": "~/password",
    "where it is, by its name": "pde/production/db_1.old",
    "where it is, by an ARN": "arn:x",
    "where it is, by a parameter": "ssm:db",
    "where it is, by a variable of the environment": "env:DB",
    "where it is, by a file": "file:db",
    "where it is, for a build": "id=db",
    "an alias": "alias/db",
    "an upstream": "http://backend:8080",
    "a variable": "$DB",
    "a variable in small letters": "$db_password",
    "where it is, by a short name": "ab/cde",
    "where it is, by another short name": "abc/d",
    "a variable in braces": "${DB}",
    "a command's output": "$(cat db)",
    "a command's output in old style": "`cat db`",
    "a template in braces": "{{db}}",
    "a template in percent signs": "%%db%%",
    "a format by name": "%(db)s",
    "a format": "%s",
    "another format": "%{db}",
    "a placeholder": "<db>",
    "a mask": "****",
    "a switch": "Disabled",
}.items():
    plaintext.look_alike(title, task({"DB_PASSWORD": value}))
for value in (
    "/hunter22",
    "$ecret123",
    "$ecretPass",
    "a/b",
    "ab/cd",
    "/hunter 22/x",
    "Hunter/22",
    "hunter/22+",
    "%hunter",
    "$hunter-22",
    "<hunter",
    "<a>b",
    "***x",
    "arn",
    "xid=1",
):
    plaintext.bad(f"`{value}` is no reference", task({"DB_PASSWORD": value}), "task variable=DB_PASSWORD")

plaintext.look_alike("the id of a KMS key", task({"KMS_SIGNING_KEY": UUID}))
plaintext.look_alike("the id of a multi-region KMS key", task({"ENCRYPTION_KEY": "mrk-" + "0f" * 16}))
plaintext.look_alike("the id of a KMS key in the middle of the name", task({"APP_KMS_ENCRYPTIONKEY": UUID}))
plaintext.bad("an id that is no KMS key's", task({"API_TOKEN": UUID}), "task variable=API_TOKEN")
plaintext.bad("something else for a KMS key", task({"KMS_SIGNING_KEY": UUID[1:]}), "task variable=KMS_SIGNING_KEY")
plaintext.look_alike("a count that is a fraction", task({"MAX_TOKENS": 0.5}))
for value in ("basic", "digest", "IAM", "oauth", "oauth2", "oidc", "optional", "required"):
    plaintext.look_alike(f"signing in by {value}", task({"REDIS_AUTH": value}))
    plaintext.bad(f"a password that is {value}", task({"REDIS_PASSWORD": value}), "task variable=REDIS_PASSWORD")
for name, value in {
    "TOKENIZERS_PARALLELISM": "false",
    "AUTH_MODE": "iam",
    "PARTITION_KEY": "customer_id",
    "TOKEN_URL": "https://sign-in.example.com/oauth2/token",
    "SECRET_ARN": "arn:aws:secretsmanager:us-east-1:111122223333:secret:pde-AbCdEf",
    "MAX_TOKENS": "512",
    "MAXTOKENS": "512",
}.items():
    plaintext.look_alike(f"{name}={value}", task({name: value}))
plaintext.look_alike("a dollar sign where no secret is promised", task({"TEMPLATE": "$ecret123"}))
plaintext.bad("a user and a password", task({"BASIC_AUTH": "user:" + PASSWORD}), "task variable=BASIC_AUTH")
plaintext.look_alike("a large count", task({"MAX_TOKENS": 1000000}))
plaintext.bad("a count of a password", task({"PASSWORD": 0.5}), "task variable=PASSWORD")

DIGEST = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="
INTEGRITY = "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"
for name in (
    *("JWT_PUBLIC_KEY", "VAPID_PUBLIC_KEY", "jwtPublicKey", "SIGNING_PUBKEY", "STRIPE_PUBLISHABLE_KEY", "CAPTCHA_SITE_KEY"),
    *("CODE_SHA256", "IMAGE_DIGEST", "BUNDLE_CHECKSUMS", "BUNDLE_INTEGRITY", "SCRIPT_SRI", "HOST_FINGERPRINT", "CA_THUMBPRINT"),
    *("SOURCE_CODE_HASH", "FILE_MD5", "OBJECT_ETAG", "JWT_PUBLIC_KEY_BASE64", "IMAGE_DIGEST_2"),
):
    plaintext.look_alike(f"{name} is public", task({name: DIGEST}))
for name in ("SETTING", "PUBLIC", "DIGEST_INPUT", "PASSWORD_HASH", "SIGNING_KEY"):
    plaintext.bad(f"{name} is not public", task({name: DIGEST}), f"task variable={name}")
plaintext.bad("a URL with a password where a public key is promised", task({"JWT_PUBLIC_KEY": URL}), "task variable=JWT_PUBLIC_KEY")
plaintext.look_alike("the integrity of a script", task({"SETTING": INTEGRITY}))
plaintext.look_alike("something compressed", task({"SETTING": "H4sI" + RANDOM}))
plaintext.bad("nearly the integrity of a script", task({"SETTING": INTEGRITY[:-1]}), "task variable=SETTING")
for name in ("DB_SECRET", "DB_CREDENTIALS"):
    plaintext.look_alike(f"{name} is a stored secret's name", task({name: "orders-db-credentials"}))
    for value in ("orders-db-secret", "orders-db9-credentials", "Orders-credentials", "credentials", "correct-horse"):
        plaintext.bad(f"{name} is no name: {value}", task({name: value}), f"task variable={name}")
plaintext.bad("a password like a name", task({"DB_PASSWORD": "orders-db-credentials"}), "task variable=DB_PASSWORD")
plaintext.look_alike("tokens that instances' metadata asks for", task({"HTTP_TOKENS": "required"}))
plaintext.look_alike("a variable of Windows", task({"DB_PASSWORD": "%DB%"}))

for title, value in {
    "names and numbers": "SpecialAuditInterventions2024ProductionTopicV2",
    "a path of names": "models/FraudDetection/2024/v3/XGBoostClassifier01",
    "half of it words": "WordplayKitchens" + "QXZ7W9RTMBJ4GHL2",
    "a URL with a variable for the password": "postgresql://app:${DB_PASSWORD}@db:5432/app",
    "a URL without a password": "postgresql://app:@db:5432/app",
    "a word for a scheme": "Basic authentication is off",
    "a scheme and little after it": "Bearer a1b2c3d",
    "settings": "a=1;password=;b=2 token=$TOKEN",
    "a key of SendGrid cut short": SENDGRID[:-1],
    "a key of SendGrid cut short in the middle": SENDGRID.replace("V.", "."),
    "a mobile key of LaunchDarkly, which every app shows": "mob-" + UUID,
    "a LaunchDarkly key cut short": "sdk-" + UUID[:-1],
    "an id after a word": "pdk-" + UUID,
    "a public certificate": "-----BEGIN CERTIFICATE-----",
    "JSON without one": json.dumps({"db": {"user": "app", "passwordLength": PASSWORD}, "max_tokens": 5, "token": None, "x": [1]}),
    "JSON with a reference": json.dumps({"password": "/pde/db"}),
}.items():
    plaintext.look_alike(title, task({"SETTING": value}))
for title, value in {
    "fewer than half of it words": "WordplayKitchens" + "QXZ7W9RTMBJ4GHL2V",
    "a key of OpenAI": "sk-proj-" + "abcdefghijklmnop",
    "a key of Anthropic": "sk-ant-" + "abcdefghijklmnop",
    "a webhook of Slack": "https://hooks.slack.com" + "/services/T0A/B0A/abc",
    "a key of SendGrid": SENDGRID,
    "a key of LaunchDarkly": "sdk-" + UUID,
    "a bearer": "Bearer abcdefg8",
    "a name and password, encoded": "authorization: basic YXBwOmh1bnRlcjIy",
    "a URL with a password after one without": "a://b:$C@d," + URL,
    "an option of Java": "-Xmx1g -Dspring.datasource.password=" + PASSWORD,
    "a login module": f'PlainLoginModule required username="a" password="{PASSWORD}";',
    "an account's key": "AccountName=x;AccountKey=" + "abcd12==",
    "the second assignment": "from-literal=password=" + PASSWORD,
    "JSON": json.dumps({"db": {"password": PASSWORD}}),
    "JSON beside another object": json.dumps({"db": {"password": PASSWORD}, "x": {"y": 1}}),
    "JSON by a key in dots": json.dumps({"spring.datasource.password": PASSWORD}),
    "JSON in a list": json.dumps([{"x": 1}, {"tokens": ["", PASSWORD]}]),
    "JSON in JSON": json.dumps({"a": json.dumps({"b": ACCESS_KEY})}),
    "JSON beside a list": json.dumps({"password": PASSWORD, "hosts": ["a"]}),
    "a number in JSON": json.dumps({"password": 12345678}),
}.items():
    plaintext.bad(f"{title} by value", task({"SETTING": value}), "task variable=SETTING")
plaintext.bad("JSON under a name that promises one", task({"DB_SECRET": json.dumps([PASSWORD])}), "task variable=DB_SECRET")

for title, words in {
    "a flag with its value": ["--password=" + PASSWORD],
    "a flag and its value": ["redis-server", "--requirepass", PASSWORD],
    "a flag and its value in one word": ["sh", "-c", f"redis-server --requirepass '{PASSWORD}'"],
    "a variable before the program": ["sh", "-c", f"PGPASSWORD={PASSWORD} psql"],
    "a word by itself": ["serve", RANDOM],
    "a header over two words": ["curl", "-H", "Authorization:", "Bearer", "abcdefg8"],
    "a user of curl": ["CMD-SHELL", f"curl -s -u app:{PASSWORD} http://localhost"],
    "a user of curl in quotes": ["CMD-SHELL", f'curl --user="app:{PASSWORD}" http://localhost'],
}.items():
    plaintext.bad(f"{title} in the command", task(command=words), "task holds=command")
    plaintext.bad(f"{title} in the entry point", task(entryPoint=words), "task holds=entryPoint")
    plaintext.bad(f"{title} in the health check", task(healthCheck={"command": words}), "task holds=healthCheck.command")
for title, words in {
    "a flag and a variable in small letters": ["sh", "-c", "app --token $token"],
    "a flag and another": ["app", "--token", "--verbose"],
    "a flag and a reference": ["app", "--token", '"$TOKEN"', "--secret", "id=aws"],
    "a word that is no flag": ["app", "rotate", "token", PASSWORD],
    "a flag of another name": ["app", "--password-file", PASSWORD],
    "a flag at the end": ["app", "--password"],
    "a user of curl with a variable": ["sh", "-c", 'curl -u "app:$PASSWORD" http://localhost'],
    "another program's user": ["docker", "run", "--user", "1000:1000"],
    "another program after curl": ["sh", "-c", "curl x; docker run -u 1000:1000"],
}.items():
    plaintext.look_alike(title, task(command=words))

plaintext.bad("in a label", task(dockerLabels={"owner": "pde", "db.password": PASSWORD}), "task dockerLabels=db.password")
plaintext.bad("a label's value", task(dockerLabels={"owner": ACCESS_KEY}), "task dockerLabels=owner")
plaintext.look_alike("a label that asks for a variable", task(dockerLabels={"db.password": "%%env_DB%%"}))
plaintext.look_alike("labels that are no labels", task(dockerLabels=["x"]))
plaintext.bad(
    "the log driver's token",
    task(logConfiguration={"logDriver": "splunk", "options": {"splunk-token": UUID}}),
    "task options=splunk-token",
)
plaintext.bad(
    "the log driver's key", task(logConfiguration={"options": {"Name": "datadog", "apikey": PASSWORD}}), "task options=apikey"
)

STATES = {
    "States": {
        "Run": {
            "Parameters": {
                "Cluster": "x",
                "Overrides": {"ContainerOverrides": [{"Name": "a"}, {"Name": "api", "Environment": [{"Name": "A", "Value": "b"}]}]},
            }
        }
    }
}
MACHINE = Plan(spec(kinds.STATE_MACHINE, "run", {"definition": json.dumps(STATES)}))
OVERRIDES = {"containerOverrides": [{"name": "api", "environment": [{"name": "A", "value": "b"}], "command": ["serve"]}]}
TARGET = Plan(spec(kinds.EVENT_TARGET, "run", {"input": json.dumps(OVERRIDES), "ecsTarget": {"taskDefinitionArn": "x"}}))
SCHEDULED = Plan(
    spec(kinds.SCHEDULE, "run", {"target": {"input": json.dumps(OVERRIDES), "ecsParameters": {"taskDefinitionArn": "x"}}})
)
CHANGED = {"containerOverrides": [{"environment": [{"name": "DB_PASSWORD", "value": PASSWORD}]}]}

plaintext.good("a state machine that starts tasks", MACHINE)
plaintext.good("a target that starts tasks", TARGET)
plaintext.good("a schedule that starts tasks", SCHEDULED)
plaintext.look_alike("a state machine's text that is no JSON", MACHINE.set("run", {"definition": "{"}))
plaintext.look_alike("a state machine about something else", MACHINE.set("run", {"definition": json.dumps({"Password": PASSWORD})}))
plaintext.look_alike(
    "a value that comes with the run",
    MACHINE.set(
        "run", {"definition": json.dumps({"ContainerOverrides": [{"Environment": [{"Name": "TOKEN", "Value.$": "$.token"}]}]})}
    ),
)
plaintext.look_alike("a target of another kind, unknown", TARGET.set("run", {"input": UNKNOWN, "ecsTarget": DROP}))
plaintext.bad(
    "in a state machine",
    MACHINE.set(
        "run", {"definition": json.dumps(STATES).replace('"Name": "A", "Value": "b"', f'"Name": "TOKEN", "Value": "{PASSWORD}"')}
    ),
    "run: In `definition`, `environment` of container api holds a secret in `TOKEN`.",
)
plaintext.bad("in a target's input", TARGET.set("run", {"input": json.dumps(CHANGED)}), "run override=input | DB_PASSWORD")
plaintext.bad(
    "in a target's command",
    TARGET.set("run", {"input": json.dumps({"containerOverrides": [{"command": ["--token", PASSWORD]}]})}),
    "run: In `input`, `command` of container number 1 holds a secret.",
)
plaintext.bad(
    "in a target's template",
    TARGET.set("run", {"input": DROP, "inputTransformer": {"inputTemplate": json.dumps(CHANGED)}}),
    "run override=inputTransformer.inputTemplate | DB_PASSWORD",
)
plaintext.bad(
    "in a target's input beside a list",
    TARGET.set("run", {"input": json.dumps({"first": CHANGED, "last": ["x"]})}),
    "run override=input | DB_PASSWORD",
)
plaintext.bad(
    "in a schedule's input",
    SCHEDULED.set("run", {"target.input": json.dumps([CHANGED])}),
    "run override=target.input | DB_PASSWORD",
)
plaintext.undecided("a state machine of unknown states", MACHINE.set("run", {"definition": UNKNOWN}), "run: definition")
plaintext.undecided("a target's input unknown", TARGET.set("run", {"input": UNKNOWN}), "run: input")
plaintext.undecided(
    "a target's template unknown", TARGET.set("run", {"inputTransformer": UNKNOWN}), "run: inputTransformer.inputTemplate"
)
plaintext.undecided("a schedule's input unknown", SCHEDULED.set("run", {"target.input": UNKNOWN}), "run: target.input")
