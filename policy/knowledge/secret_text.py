"""Recognising secrets, and what merely looks like one, by a variable's name and by its value."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from policy.model.values import decode

_LAST_WORDS = (
    *("PASS", "PWD", "PW", "CREDENTIALS?", "CREDS?", "HMAC", "JWT", "SALT", "REQUIREPASS", "MASTERAUTH"),
    *("(BASIC|HTTP|REDIS|REDISCLI|VALKEY)_AUTH", "SECRET_?KEY_BASE", "API_?KEYS"),
    r"(API|APP|PRIVATE|ACCESS|ACCOUNT|SECRET|SIGNING|ENCRYPTION|MASTER|HMAC|JWT|AUTH|SESSION|WEBHOOK)_?KEY",
    r"(INGEST|MAILGUN|SDK|SENDGRID)_?KEY",
)
# Words that end a name even without an underscore before them.
_ENDINGS = ("PASSWORDS?", "PASSWD", "PASSPHRASE", "SECRETS?", "TOKENS?")
_VARIANTS = ("OLD", "NEW", "PREVIOUS", "CURRENT", "DEV", "STAGING", "PROD", "PRODUCTION", "PLAIN", "PLAINTEXT", "VALUE", r"\d+")
_NAME = re.compile(rf"((^|_)({'|'.join(_LAST_WORDS)})|{'|'.join(_ENDINGS)})(_({'|'.join(_VARIANTS)}))?$")
_NAME_SEGMENTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-.]")
_PLURAL = re.compile(r"(TOKENS|SECRETS|CREDENTIALS|KEYS|PASSWORDS)$")
_AUTH = re.compile(r"_AUTH$|(^|_)HTTP_?TOKENS$")
_METHOD = re.compile(r"^(basic|digest|iam|oauth2?|oidc|optional|required)$", re.IGNORECASE)
_KMS_KEY = re.compile(r"(^|_)KMS_|ENCRYPTION_?KEY$")

# What may be known to everyone, and looks random: keys that others check with, and digests.
_PUBLIC = re.compile(
    r"((PUBLIC|PUB|PUBLISHABLE|SITE)_?KEY|DIGEST|CHECKSUM|INTEGRITY|SRI|FINGERPRINT|THUMBPRINT|SHA_?(1|224|256|384|512)|MD5|ETAG"
    r"|(CODE|SOURCE|CONTENT|COMMIT|FILE|IMAGE|BUILD|GIT)_?HASH)S?(_(BASE64|B64|PEM|DER|VALUE|\d+))?$"
)
# Subresource integrity as browsers check it: https://www.w3.org/TR/SRI/.
_INTEGRITY = re.compile(r"^sha(256-[A-Za-z0-9+/]{43}=|384-[A-Za-z0-9+/]{64}|512-[A-Za-z0-9+/]{86}==)$")
# The name of a stored secret. Only one that says credentials: `my-jwt-secret` is a secret that people do use.
_STORED = re.compile(r"(SECRET|CREDENTIAL|CRED)S?$")
_STORED_NAME = re.compile(r"^[a-z]+(-[a-z]+)*-(credentials|creds)$")

_SETTING = re.compile(r"^(|0|1|true|false|yes|no|on|off|none|null|enabled|disabled)$", re.IGNORECASE)
_AMOUNT = re.compile(r"^\d+(\.\d+)?$")
_KEY_ID = re.compile(r"^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
# Where the secret is, or what is put in its place later: ARNs, paths, URLs, variables, templates.
_REFERENCE = re.compile(
    r"^(arn:|alias/|ssm:|env:|file:|id=|\.{1,2}/|~/|/[^/\s]+/[^/\s]|(?=\S*[a-z0-9_.-]{3})[a-z0-9_.-]+(/[a-z0-9_.-]+)+$|[a-z][a-z0-9+.-]*://"
    r"|\$[({]|\$\w+$|`|\{|%[({s%]|%\w+%$|<[^<>]+>$|\*+$)"
)

# What could be a shell's variable, in a place where no shell is: those of the environment are in capitals, others have underscores.
_NO_VARIABLE = re.compile(r"^\$[a-z][a-zA-Z0-9]*$")

_SHAPES = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(r"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10,}|[sr]k_(live|test)_\w{16,})"),
    re.compile(r"\bsk-(proj|ant)-[\w-]{16,}"),
    re.compile(r"\bSG\.[\w-]{22}\.[\w-]{43}\b"),
    re.compile(r"\bsdk-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
    re.compile(r"\bhttps://hooks\.slack\.com/services/\w+/\w+/\w+"),
    re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    re.compile(r"\b(Bearer|Basic)\s+(?=[\w+/.~-]*\d)[\w+/.~-]{8,}", re.IGNORECASE),
    re.compile(r"^base64:[A-Za-z0-9+/]{40,}={0,2}$"),
)
# Passwords in a place of their own: after a URL's user, after that of `curl -u`.
_PASSWORDS = (
    re.compile(r"(?<=[a-z0-9+.-])://[^/\s:@]*:(?P<password>[^/\s@]+)@", re.IGNORECASE),
    re.compile(r"\s(-u|--user)[ =]?[\"']?[^\s:\"']+:(?P<password>[^\s\"']+)"),
)
_AFTER_CURL = re.compile(r"\bcurl\b(?P<options>[^|;&]*)")
# Programs that take a password as an option whose name says nothing, or as a word of its own, and how.
_QUOTED = r"[\"']?(?P<password>[^\s\"']+)"
_BY_PROGRAM = tuple(
    (programs, re.compile(rf"(?<![\w-])({'|'.join(programs)}){called}(?![\w-])[^|;&]{{0,300}}?\s{option}{_QUOTED}"))
    for programs, called, option in (
        (("mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "mariadb-dump", "mariadb-admin"), "", r"-p"),
        (("docker", "podman", "nerdctl", "buildah", "skopeo", "helm"), r"(?=[^|;&]{0,99}\slogin\b)", r"-p[ =]?"),
        (("sshpass", "mongo", "mongosh", "mongodump", "mongorestore"), "", r"-p ?"),
        (("redis-cli", "valkey-cli"), "", r"-a ?"),
        (("sqlcmd", "bcp"), "", r"-P ?"),
        (("aws",), r"\s+configure\s+set", r"\S*(secret_access_key|session_token)\s+"),
    )
)
# What `sed` replaces is in the way of what it writes.
_REPLACED = re.compile(r"\bs([/|#@,!])(?:\\.|(?!\1).){0,300}\1(?P<new>(?:\\.|(?!\1).){0,300})\1\w*")
_NO_VALUE = ("-", "|", "&", ";", "<", ">", "\\")
_ASSIGNMENT = re.compile(r"(?<![\w.-])([\w.-]+)=")
_ASSIGNED = re.compile(r"[\"']?([^\s\"';&,]{0,200})")
_LONGEST_NAME = 200  # characters of a name that are looked at, from its end
_TOKEN = re.compile(r"^[A-Za-z0-9+/_-]{32,}={0,2}$")
_COMPRESSED = "H4sI"  # how gzip begins, in base64
_WRITTEN_WORD = re.compile(r"[A-Z]?[a-z]{3,}")
_RANDOM_BITS = 4.2  # bits per character; prose and hexadecimal digests stay below, 32 random letters and digits above


def is_secret(name: str, value: str) -> bool:
    """Whether a variable holds an unencrypted secret, itself or somewhere in a JSON document."""
    inner = decode(value, deepest=math.inf)
    if isinstance(inner, Mapping | list):
        return holds_secret(inner, name)
    is_dollar = named_like_secret(name) and _NO_VARIABLE.match(value.strip())
    is_random = _is_random(value.strip()) and not _PUBLIC.search(_words(name))
    return bool(is_dollar) or is_random or _shows_secret(value) or is_given(name, value)


def holds_secret(value: object, name: str) -> bool:
    """Whether a value, or anything in it by its own key, is a secret."""
    return any(is_secret(key, leaf) for key, leaf in _leaves(name, value))


@lru_cache(maxsize=4096)
def named_like_secret(name: str) -> bool:
    """Whether a name promises a secret: its last words are one. `PASSWORD_MIN_LENGTH` and `TOKEN_TTL` are not."""
    return bool(_NAME.search(_words(name)))


def looks_secret(value: str) -> bool:
    """Whether a string is or holds a secret whatever its name: a known shape, `password=...`, or a long random word."""
    return _is_random(value.strip()) or _shows_secret(value)


def _shows_secret(value: str) -> bool:
    """Whether a string is or holds a secret by a known shape or `password=...`."""
    stripped = value.strip()
    if any(shape.search(stripped) for shape in _SHAPES):
        return True
    if any(not _REFERENCE.match(password) for password in _passwords(stripped)):
        return True
    return any(not _is_harmless(name, given) for name, given in set(_assigned(stripped)))


def _assigned(value: str) -> Iterator[tuple[str, str]]:
    """What a text assigns to names that promise a secret."""
    for found in _ASSIGNMENT.finditer(value):
        given = _ASSIGNED.match(value, found.end()) if named_like_secret(found[1]) else None
        if given is not None:
            yield found[1], given[1]


def _passwords(value: str) -> Iterator[str]:
    in_url, of_user = _PASSWORDS
    yield from (found["password"] for found in in_url.finditer(value))
    for called in _AFTER_CURL.finditer(value):
        yield from (found["password"] for found in of_user.finditer(called["options"]))
    for programs, of_program in _BY_PROGRAM:
        if any(map(value.__contains__, programs)):  # a fraction of the time that the pattern takes, and most texts have none
            yield from (found["password"] for found in of_program.finditer(value))


def command_holds_secret(words: Sequence[str]) -> bool:
    """Whether a command line does, in a word or in the value that follows a flag as a word of its own."""
    written = [_written(word) for word in words]
    return line_holds_secret(" ".join(written)) or any(map(looks_secret, written))


def line_holds_secret(line: str) -> bool:
    """Whether a line of a script does. A long random word in it may be a digest or a certificate."""
    written = _written(line)
    flags = ((flag, value.strip("\"'")) for flag, value in pairwise(written.split()) if flag.startswith("-"))
    return any(is_given(flag, value) for flag, value in flags if not value.startswith(_NO_VALUE)) or looks_secret(written)


def _written(line: str) -> str:
    """A command line without what `sed` looks for."""
    return _REPLACED.sub(r" \g<new> ", line)


def is_given(name: str, value: str) -> bool:
    """Whether a name promises a secret and the value is not harmless."""
    return named_like_secret(name) and not _is_harmless(name, value)


def _is_harmless(name: str, value: str) -> bool:
    """Whether a value is no secret.

    A switch, a reference to where the secret is or its name, a KMS key's id, a way to sign in, or how many there may be
    (`MAX_TOKENS`).
    """
    stripped, words = value.strip(), _words(name)
    is_amount = _PLURAL.search(words) and _AMOUNT.match(stripped)
    is_key_id = _KMS_KEY.search(words) and _KEY_ID.match(stripped)
    is_method = _AUTH.search(words) and _METHOD.match(stripped)
    is_stored = _STORED.search(words) and _STORED_NAME.match(stripped)
    return bool(is_amount or is_key_id or is_method or is_stored or _SETTING.match(stripped) or _REFERENCE.match(stripped))


def _words(name: str) -> str:
    """A name in any style as `UPPER_CASE`; of one that goes on and on, the end."""
    return _NAME_SEGMENTS.sub("_", name[-_LONGEST_NAME:]).upper()


def _leaves(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Every string, number and switch in a value with the key it stands under."""
    waiting = [(name, value)]
    while waiting:
        key, inner = waiting.pop()
        if isinstance(inner, Mapping):
            waiting += [(str(name), one) for name, one in inner.items()]
        elif isinstance(inner, list):
            waiting += [(key, one) for one in inner]
        elif inner is not None:
            yield key, str(inner)


def _is_random(value: str) -> bool:
    if not _TOKEN.match(value) or _INTEGRITY.match(value) or value.startswith(_COMPRESSED):
        return False
    return _is_mixed(value) and not _is_written(value) and _entropy(value) >= _RANDOM_BITS


def _is_mixed(value: str) -> bool:
    """Whether lower-case, upper-case letters and digits all occur, as in generated words and seldom in written ones."""
    return any(map(str.islower, value)) and any(map(str.isupper, value)) and any(map(str.isdigit, value))


def _is_written(value: str) -> bool:
    """Whether words make up half of it or more, as in names and paths: of random letters they make up a fifth."""
    return 2 * sum(map(len, _WRITTEN_WORD.findall(value))) >= len(value)


def _entropy(value: str) -> float:
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
