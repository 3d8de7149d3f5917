"""The text of a file that a person wrote; whatever keeps it from being read is an error with the file's name and a way out."""

import codecs
from pathlib import Path
from typing import Final

from offline.errors import refusal

DEEPEST: Final = 20
"""How many blocks and lists may be inside each other. Protocol Buffers, which carry them to a policy pack, read about 33."""

LARGEST_INTEGER: Final = 2**63 - 1
"""The greatest whole number the engine reads."""

LARGEST: Final = 256 * 1024
"""How many bytes a file may have that a person writes."""

_OTHER_ENCODINGS: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_of(file: Path, largest: int = LARGEST) -> str:
    """The text of a file in UTF-8, without a byte order mark.

    Args:
        file: the file.
        largest: how many bytes it may have.

    Raises:
        PreviewError: there is no such file, it cannot be read, it is too large, or it is not such text.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(largest + 1)
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise refusal(file, found=reason, allowed="a file you may read", fix="name another file, or mend this one") from None
    except ValueError:  # a NUL in the name
        raise refusal(repr(str(file)), found="no name of a file", allowed="a path", fix="name a file") from None
    if len(content) > largest:
        found, allowed = f"more than {largest // 1024} KiB", f"at most {largest // 1024} KiB"
        raise refusal(file, found=found, allowed=allowed, fix="keep settings only in it")
    if content.startswith(_OTHER_ENCODINGS):
        raise refusal(f"{file}, line 1", found="UTF-16 or UTF-32", allowed="UTF-8", fix="save the file as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        found = f"byte 0x{content[error.start]:02x}, which is not UTF-8"
        raise refusal(f"{file}, line {line}", found=found, allowed="UTF-8", fix="save the file as UTF-8") from None


def is_whole(text: str) -> bool:
    """Whether every character of a text is one: an escape can make half of one, which no file or message holds."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
