"""Cases of the rule no-plaintext-secrets about what a start script says in cloud-init's YAML, JSON, PowerShell, and compressed."""

import base64
import gzip

from policy.knowledge.scripts import LONGEST
from tests.policy.plans import Plan
from tests.policy.rules.all_types.openings import holding
from tests.policy.tables import Table

scripts = Table("no-plaintext-secrets", line="Line {} of `{}` holds a secret.")
PASSWORD = "correct-horse-9"
LAUNCH = "aws:ec2/launchTemplate:LaunchTemplate"


def machine(script: str) -> Plan:
    return holding("aws:ec2/instance:Instance", "userData", script)


def encoded(raw: bytes) -> Plan:
    return holding(LAUNCH, "userData", base64.b64encode(raw).decode())


PACKAGES = gzip.compress(b"#cloud-config\npackages:\n - nginx\n", mtime=0)
scripts.look_alike("a compressed script", encoded(PACKAGES))
scripts.look_alike(
    "a compressed script of a machine",
    holding("aws:ec2/instance:Instance", "userDataBase64", base64.b64encode(PACKAGES).decode()),
)
scripts.look_alike(
    "a compressed script, its base64 in lines", holding(LAUNCH, "userData", base64.encodebytes(PACKAGES + PACKAGES).decode())
)
scripts.bad("a first line of one word", machine("AKIAQ3EGKJ7LWMZP2XYT\necho started\n"), "it line=1 | userData")
scripts.look_alike("bytes that are no text", encoded(bytes(range(256))))
scripts.bad(
    "a compressed script with a secret",
    encoded(gzip.compress(f"#!/bin/sh\nexport DB_PASSWORD={PASSWORD}\n".encode())),
    "it line=2 | userData",
)
scripts.bad(
    "a script in base64 in lines",
    holding(
        LAUNCH,
        "userData",
        base64.encodebytes(f"#!/bin/sh\n{'echo started; ' * 9}\nexport DB_PASSWORD={PASSWORD}\n".encode()).decode(),
    ),
    "it line=3 | userData",
)
scripts.undecided("a compressed script cut short", encoded(PACKAGES[:-12]), "it: userData")
scripts.undecided("a compressed script that is broken", encoded(PACKAGES[:12] + b"\xff" * 20), "it: userData")
scripts.undecided("a compressed script without end", encoded(gzip.compress(b"x" * (LONGEST + 1))), "it: userData")
scripts.look_alike("a compressed script as long as any", encoded(gzip.compress(b"x" * LONGEST)))

for line in (
    f"password: {PASSWORD}",
    "password: hunter",
    f'  password: "{PASSWORD}"  # of the first day',
    f"      - passwd: '{PASSWORD}'",
    f"    plain_text_passwd: {PASSWORD}",
    f"  - {{name: ubuntu, password: {PASSWORD}, type: text}}",
    f'{{"user": "app", "password": "{PASSWORD}"}}',
    f'  "password":"{PASSWORD}",',
    f'curl -d "{{\\"password\\": \\"{PASSWORD}\\"}}" http://localhost',
    f'echo "ubuntu:{PASSWORD}" | chpasswd',
    f"printf 'ubuntu:{PASSWORD}' | sudo chpasswd",
    f'echo "$NAME:{PASSWORD}" | chpasswd',
    f"echo 'ubuntu:{PASSWORD}' | sudo -S chpasswd",
    f"chpasswd <<< ubuntu:{PASSWORD}",
    f'echo "{PASSWORD}" | passwd --stdin ubuntu',
    '{"user": "app", "token": 12345678}',
    '$Password = "P@ssw0rd-2024!"',
    "$env:DB_PASSWORD='P@ssw0rd-2024!'",
    '[string]$Password = "P@ssw0rd-2024!",',
    '$secure = ConvertTo-SecureString "P@ssw0rd-2024!" -AsPlainText -Force',
    'net user administrator "Tr0ub4dor&3"',
    "net.exe user app Tr0ub4dor3 /add",
    "$found = docker login -u app -p Tr0ub4dor3 registry.example.com",
    "{ user: app, password: 'correct-horse' }",
    '{ user: app, password: "correct-horse" }',
):
    scripts.bad(f"a line of a script: {line}", machine(f"first\n{line}\n"), "it line=2 | userData")
for line in (
    *("password: ${PASSWORD}", 'password: "{{ vault }}"', "password: $PASSWORD", "password:", 'password: ""', "password: |"),
    *("password: *shared", "password: !vault x", "passwd: $6$rounds=4096$abc$def", "lock_passwd: true", "password: RANDOM"),
    *(
        "# password: correct-horse-9",
        "rem net user administrator hunter2",
        "Password: ask the operator",
        "password: process.env.PW",
    ),
    *("password: getPassword(1)", "  password: str", "  password: password,", "token:abc123", "password-file: /etc/pw"),
    *("aws sts assume-role --query '{Token: Credentials.SessionToken}'", "connect({ user: user, password: password })"),
    *("connect({ password: secret", "connect({ user: user, password: secret", "password: secret })"),
    "connect({ password: user?.password })",
    *('{"password": "${PASSWORD}"}', '{"passwordLength": "12"}', "say it: {password: secret}"),
    *(
        'echo "ubuntu:$PASSWORD" | chpasswd',
        'echo "ubuntu:$6$abc$def" | chpasswd -e',
        "cat list | chpasswd",
        "net user /domain app",
    ),
    *('send({"token": token1})', "password: ~", "net user app /delete"),
    *('echo "listening on host:8080" | tee log', "chpasswd < list", 'echo "$PW" | passwd --stdin ubuntu'),
    *("$Password = Get-Secret db", "$Password=Get-Secret", '$Password = "$env:PW"', '$Passwords = "12"', '$Name = "hunter2"'),
    *("$x = ConvertTo-SecureString $Password -AsPlainText", "$x = ConvertTo-SecureString -String $Password"),
    *("net user administrator $Password", "net user administrator *", "net user administrator /active:no", "net user app > log"),
    *("net user administrator %PW%", "aws ec2 modify-instance-metadata-options --http-tokens required"),
):
    scripts.look_alike(f"a line of a script: {line}", machine(f"first\n{line}\n"))

LIST = f"#cloud-config\nchpasswd:\n  expire: false\n  list: |\n    root:R\n    ubuntu:{PASSWORD}\nruncmd:\n  - a:b\n"
scripts.bad("cloud-init's list of passwords", machine(LIST), "it line=6 | userData")
scripts.bad(
    "cloud-init's list of passwords as a list",
    machine(f"#cloud-config\nchpasswd:\n  list:\n    - ubuntu:{PASSWORD}\n"),
    "it line=4 | userData",
)
scripts.look_alike(
    "cloud-init's list of hashes",
    machine("#cloud-config\nchpasswd:\n  list: |\n    ubuntu:$6$abc$def\n\nimages:\n  - nginx:latest\n"),
)
scripts.bad(
    "what a shell gives chpasswd",
    machine(f"#!/bin/sh\nsudo chpasswd <<'EOF'\nubuntu:{PASSWORD}\nEOF\nnginx:latest\n"),
    "it line=3 | userData",
)
scripts.look_alike(
    "what a shell gives chpasswd, a variable", machine("#!/bin/sh\nchpasswd <<EOF\nubuntu:$PASSWORD\nEOF\nnginx:latest\n")
)
scripts.bad(
    "a file that cloud-init writes",
    machine(f"#cloud-config\nwrite_files:\n  - path: /etc/app.yaml\n    content: |\n      db:\n        password: {PASSWORD}\n"),
    "it line=6 | userData",
)
CERTIFICATE = base64.encodebytes(bytes((n * 37 + n // 7) % 256 for n in range(300))).decode()
scripts.look_alike(
    "a certificate", machine(f"cat > ca.pem <<EOF\n-----BEGIN CERTIFICATE-----\n{CERTIFICATE}-----END CERTIFICATE-----\nEOF\n")
)
scripts.bad(
    "after a certificate",
    machine(f"-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\npassword: {PASSWORD}\n"),
    "it line=4 | userData",
)
scripts.bad(
    "a script that asks for a certificate",
    machine(f"grep -q 'BEGIN' -- '-----BEGIN CERTIFICATE-----' ca.pem\n\npassword: {PASSWORD}\n"),
    "it line=3 | userData",
)


def message(script: bytes, first: str = "") -> str:
    """A message of two parts, of which the second is in base64."""
    head = f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n--X\n\n#!/bin/sh\n{first}--X\n"
    return f"{head}Content-Transfer-Encoding: base64\n\n{base64.encodebytes(script).decode()}--X--\n"


scripts.look_alike("a message with a part in base64", machine(message(b"#!/bin/sh\necho started\n" * 9)))
scripts.look_alike("a message with a compressed part", machine(message(gzip.compress(bytes(range(256)), mtime=0))))
scripts.bad(
    "a message with a secret in a part in base64",
    machine(message(f"#!/bin/sh\nexport DB_PASSWORD={PASSWORD}\n".encode())),
    "it line=10 | userData",
)
scripts.bad(
    "a message with a secret in base64, without an end",
    machine(f"Content-Transfer-Encoding: Base64\n\n{base64.b64encode(f'DB_PASSWORD={PASSWORD}'.encode()).decode()}"),
    "it line=3 | userData",
)
scripts.bad(
    "a message with a secret in a part that is not in base64",
    machine(f"Content-Transfer-Encoding: 7bit\n\n--X\npassword: {PASSWORD}\n"),
    "it line=4 | userData",
)
scripts.bad(
    "a message with a part that is not in base64 as it says",
    machine(f"Content-Transfer-Encoding: base64\n\nfirst\npassword: {PASSWORD}\n"),
    "it line=3 | userData",
)
scripts.bad(
    "a message with a secret in the part before the one in base64",
    machine(message(b"#!/bin/sh\n", f"export DB_PASSWORD={PASSWORD}\n")),
    "it line=7 | userData",
)
scripts.bad(
    "a message with a secret behind a part in base64",
    machine(f"{message(b'#!/bin/sh')}\n#!/bin/sh\nexport DB_PASSWORD={PASSWORD}\n"),
    "it line=14 | userData",
)
scripts.bad(
    "a part in base64 whose encoding is not the last that is said of it",
    machine(
        f"Content-Transfer-Encoding: base64\nMIME-Version: 1.0\n\n{base64.b64encode(f'DB_PASSWORD={PASSWORD}'.encode()).decode()}"
    ),
    "it line=4 | userData",
)
scripts.bad(
    "a script of paragraphs", machine(f"#!/bin/sh\n\necho started\nexport DB_PASSWORD={PASSWORD}\n"), "it line=4 | userData"
)
