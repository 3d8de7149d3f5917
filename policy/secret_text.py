"""Telling a secret from what merely looks like one, by a variable's name and by its value."""

import math
import re
from collections import Counter

_NAME = re.compile(
    r"(^|_)(PASSWORDS?|PASSWD|PASSPHRASE|PASS|PWD|SECRETS?|TOKENS?|CREDENTIALS?|API_?KEYS?|APP_?KEY|PRIVATE_?KEY|ACCESS_?KEY"
    r"|SIGNING_?KEY|ENCRYPTION_?KEY|MASTER_?KEY|HMAC(_KEY)?|JWT(_KEY)?|AUTH_?KEY|SESSION_?KEY|WEBHOOK_?KEY|SALT)$"
)
_SETTING = re.compile(r"^(|0|1|true|false|yes|no|on|off|none|null|enabled|disabled)$", re.IGNORECASE)
_PLURAL = re.compile(r"(TOKENS|SECRETS|CREDENTIALS|KEYS|PASSWORDS)$", re.IGNORECASE)
_AMOUNT = re.compile(r"^\d+(\.\d+)?$")
_REFERENCE = re.compile(r"^(arn:|/|\./|~/|alias/|ssm:|\$\{|\{\{resolve:)")
_NAME_SEGMENTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-.]")

_SHAPES = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(r"\b[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@", re.IGNORECASE),
    re.compile(r"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10,}|[sr]k_(live|test)_\w{16,})"),
    re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    re.compile(r"^base64:[A-Za-z0-9+/]{40,}={0,2}$"),
    re.compile(r"(^|[;&?\s])(password|pwd|accountkey|sharedaccesskey)=[^;&\s]{4,}", re.IGNORECASE),
)
_TOKEN = re.compile(r"^[A-Za-z0-9+/_-]{32,}={0,2}$")
_RANDOM_BITS = 4.2  # bits per character; prose and hexadecimal digests stay below, 32 random letters and digits above


def is_secret(name: str, value: str) -> bool:
    """Whether a variable holds a secret in plain text."""
    return looks_secret(value) or (named_like_secret(name) and not _is_harmless(name, value))


def named_like_secret(name: str) -> bool:
    """Whether a name promises a secret: its last words are one. `PASSWORD_MIN_LENGTH` and `TOKEN_TTL` are not."""
    return bool(_NAME.search(_NAME_SEGMENTS.sub("_", name).upper()))


def looks_secret(value: str) -> bool:
    """Whether a value is a secret whatever its name: a known shape, or a long random word."""
    stripped = value.strip()
    if any(shape.search(stripped) for shape in _SHAPES):
        return True
    return bool(_TOKEN.match(stripped)) and _is_mixed(stripped) and _entropy(stripped) >= _RANDOM_BITS


def _is_harmless(name: str, value: str) -> bool:
    """A switch, a reference to where the secret is, or how many of something there may be (`MAX_TOKENS`)."""
    stripped = value.strip()
    is_amount = _PLURAL.search(name) and _AMOUNT.match(stripped)
    return bool(is_amount or _SETTING.match(stripped) or _REFERENCE.match(stripped))


def _is_mixed(value: str) -> bool:
    """Whether lower-case, upper-case letters and digits all occur, as in generated words and seldom in written ones."""
    return any(map(str.islower, value)) and any(map(str.isupper, value)) and any(map(str.isdigit, value))


def _entropy(value: str) -> float:
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
