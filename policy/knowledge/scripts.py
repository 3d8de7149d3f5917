"""What the scripts say that machines run when they start: shell, cloud-init's YAML, PowerShell, and files that they write.

User data: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html. Formats, gzip among them:
https://docs.cloud-init.io/en/latest/explanation/format.html.
"""

import base64
import re
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from policy.knowledge.secret_text import is_given, line_holds_secret

_GZIP: Final = b"\x1f\x8b"
_GZIP_HEADER: Final = 31  # for zlib: the largest window, and gzip's header and trailer around it
LONGEST: Final = 256 * 1024  # bytes of a script that are looked at: AWS takes 16 KB, which unfold to a few times as much

# An assignment of its own on a line, in a file that a script writes: elsewhere ` = ` compares.
_SPACED: Final = re.compile(r"^([\w.-]{1,200}) ?= ?")
_COMMENT: Final = re.compile(r"#|::|rem\s", re.IGNORECASE)
# What is public takes many lines of its own, each of which looks random.
_PUBLIC_BEGINS: Final = re.compile(r"-----BEGIN [A-Z0-9 ]*(CERTIFICATE|PUBLIC KEY)[A-Z0-9 ]*-----")
_PUBLIC_GOES_ON: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}$")
# Of a part of a message: https://www.rfc-editor.org/rfc/rfc2045#section-6, and the line that begins the next.
_ENCODED: Final = re.compile(r"content-transfer-encoding:\s*base64\s*$", re.IGNORECASE)
_BOUNDARY: Final = "--"

# A key and its value in YAML, JSON, or an object in braces on one line.
_KEYED: Final = re.compile(
    r"(?P<place>^(?:-\s+)?|[{,]\s*)(?P<quote>[\"']?)(?P<name>[\w.-]{1,200})(?:[\"']\s*:\s*|:\s+)"
    r"(?P<value>\"[^\"]{0,300}\"|'[^']{0,300}'|[^\s,}\"']{1,300})(?=\s*(?P<after>[,}]|$)|\s+#)"
)
# Unquoted, and no password: YAML's blocks, aliases and tags, and what programs write there: calls, attributes, types.
_NO_SCALAR: Final = re.compile(r"^([|>][-+\d]*|[*&!].*|[\w.]+[(\[].*|[A-Za-z_]\w*(\.\w+)+|str|string|bytes)$")
_DIGIT: Final = re.compile(r"\d")
# crypt's hashes, YAML's null, PowerShell's variables with a scope, and what makes cloud-init invent a password.
_NO_PASSWORD: Final = re.compile(r"^(\$\w{1,9}\$.*|\$\w+:\w+|R|RANDOM|[!*x]{1,2}|~)$")

_ITS_NAME: Final = "password"  # of what is given without a name
_CHPASSWD_BLOCK: Final = re.compile(r"^(?P<indent>\s*)chpasswd:\s*$")
_CHPASSWD_HERE: Final = re.compile(r"\bchpasswd\b[^#<]{0,200}<<-?\s*[\"']?(?P<end>\w+)")
_OF_USER: Final = re.compile(r"^(?:-\s+)?[\"']?[\w.-]{1,64}:(?P<password>[^\s\"']+)[\"']?$")
_QUOTED: Final = r"(?P<password>\"[^\"]{1,300}\"|'[^']{1,300}'|[^\s\"']{1,300})"
# Passwords that a program takes from its input or as a word of its own.
_GIVEN: Final = (
    re.compile(
        r"\b(?:echo|printf)\s+(?:-\w+\s+)?[\"']?[\w.${}-]{1,64}:(?P<password>[^\s\"'|]{1,300})[^|]{0,99}\|\s*(?:sudo\s+(?:-\w+\s+)?)?chpasswd\b"
    ),
    re.compile(r"\bchpasswd\b[^|;&]{0,99}<<<\s*[\"']?[\w.${}-]{1,64}:(?P<password>[^\s\"']+)"),
    re.compile(rf"\b(?:echo|printf)\s+(?:-\w+\s+)?{_QUOTED}\s*\|\s*(?:sudo\s+(?:-\w+\s+)?)?passwd\b"),
    re.compile(rf"\bnet1?(?:\.exe)?\s+user\s+(?:\"[^\"]{1, 300}\"|[^\s\"/][^\s\"]*)\s+(?![/>|&;]){_QUOTED}", re.IGNORECASE),
    re.compile(r"\bConvertTo-SecureString\s+(?:-String\s+)?(?P<password>\"[^\"]+\"|'[^']+')", re.IGNORECASE),
)
_POWERSHELL: Final = r"^(?:\[[\w.]+\]\s*)?\$(?:\w+:)?(?P<name>\w+)\s*=\s*"
_POWERSHELL_TEXT: Final = re.compile(_POWERSHELL + r"(?P<value>\"[^\"]+\"|'[^']+')\s*[;,)]?\s*(?:#.*)?$")
_POWERSHELL_CALL: Final = re.compile(_POWERSHELL + r"(?=[^\s\"'])")


class UnreadableScriptError(ValueError):
    """A script that is compressed and broken, or longer than any machine takes."""


@lru_cache(maxsize=64)
def secret_lines(script: str) -> tuple[int, ...]:
    """The numbers of the lines that hold a secret, of a script in base64 or not, compressed or not.

    Many machines start with the same script: it is read once.

    Raises:
        UnreadableScriptError: it cannot be told what the script says.
    """
    return tuple(_secret_lines_in(script))


def _secret_lines_in(script: str) -> Iterator[int]:
    lines = _plain(script).splitlines()
    for first, end in list(_encoded_parts(lines)):
        if any(_secret_lines(_plain("\n".join(lines[first:end])).splitlines())):
            yield first + 1
        lines[first:end] = [""] * (end - first)
    yield from _secret_lines(lines)


def _encoded_parts(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where parts of a message in several (MIME) are in base64: the first line, and the one after the last."""
    is_encoded, first = False, None
    for number, line in enumerate((*lines, _BOUNDARY)):
        if line.startswith(_BOUNDARY):
            yield from [] if first is None else [(first, number)]
            is_encoded, first = False, None
        elif _ENCODED.match(line):
            is_encoded = True
        elif is_encoded and first is None and not line.strip():
            first = number + 1


def _secret_lines(lines: Sequence[str]) -> Iterator[int]:
    of_chpasswd = _ChpasswdLines()
    is_public: bool = False
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        is_listed = of_chpasswd.has(raw)
        is_public = is_public and bool(_PUBLIC_GOES_ON.match(line))
        if not is_public and not _COMMENT.match(line) and ((is_listed and _lists_password(line)) or _holds_secret(line)):
            yield number
        is_public = is_public or bool(_PUBLIC_BEGINS.search(line))


def _plain(script: str) -> str:
    """What a script says. Of what is neither text nor compressed no machine runs a line: its base64 says nothing."""
    try:
        raw = base64.b64decode("".join(script.splitlines()), validate=True)
    except ValueError:
        return script
    try:
        return (_unfolded(raw) if raw.startswith(_GZIP) else raw).decode()
    except UnicodeDecodeError:
        return ""


def _unfolded(raw: bytes) -> bytes:
    unfolding = zlib.decompressobj(_GZIP_HEADER)
    try:
        plain = unfolding.decompress(raw, LONGEST)
    except zlib.error as wrong:
        raise UnreadableScriptError from wrong
    if not unfolding.eof:
        raise UnreadableScriptError
    return plain


class _ChpasswdLines:
    """Which lines are of a list of users and passwords: below cloud-init's `chpasswd`, or in what a shell gives the program."""

    def __init__(self) -> None:
        self._indent: int | None = None
        self._end: str | None = None

    def has(self, raw: str) -> bool:
        """Whether the next line of the script is one, or begins a list; to be asked about each, in order."""
        line = raw.strip()
        if self._end is not None:
            self._end = None if line == self._end else self._end
            return self._end is not None
        if self._indent is not None and line and len(raw) - len(raw.lstrip()) <= self._indent:
            self._indent = None
        block, here = _CHPASSWD_BLOCK.match(raw), _CHPASSWD_HERE.search(line)
        if block is not None:
            self._indent = len(block["indent"])
        if here is not None:
            self._end = here["end"]
        return self._indent is not None


def _lists_password(line: str) -> bool:
    """Whether a line is a user and the password, as `chpasswd` takes them."""
    listed = _OF_USER.match(line)
    return listed is not None and _is_password(_ITS_NAME, listed["password"])


def _holds_secret(line: str) -> bool:
    """Whether a line of any of the languages does."""
    line = line.replace('\\"', '"')
    assigned = _POWERSHELL_TEXT.match(line)
    if assigned is not None and _is_password(assigned["name"], assigned["value"]):
        return True
    if any(_is_password(_ITS_NAME, found["password"]) for given in _GIVEN for found in given.finditer(line)):
        return True
    if any(_is_keyed_secret(found) for found in _KEYED.finditer(line)):
        return True
    return line_holds_secret(_SPACED.sub(r"\1=", _POWERSHELL_CALL.sub("", line)))


def _is_keyed_secret(found: re.Match[str]) -> bool:
    """Whether a key promises a secret and its value is one. In an object of a program, a word without quotes is a variable."""
    value = found["value"]
    if not value.startswith(("'", '"')):
        is_inline = found["place"].startswith(("{", ",")) or found["after"] in (",", "}")
        is_variable = value.isidentifier() if found["quote"] else not _DIGIT.search(value)
        if _NO_SCALAR.match(value) or (is_inline and is_variable):
            return False
    return _is_password(found["name"], value)


def _is_password(name: str, value: str) -> bool:
    given = value.strip("\"'")
    return not _NO_PASSWORD.match(given) and is_given(name, given)
