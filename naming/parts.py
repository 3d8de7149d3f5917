"""What a system's module may write as names and lists: each answer says what was found and what is allowed, or is empty."""

import re
from collections.abc import Callable
from typing import Final

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_TOPIC: Final = re.compile(r"[a-z0-9._-]{1,249}", re.ASCII | re.IGNORECASE)


def name_problem(what: str, name: object) -> str:
    """Names of services, jobs, buckets and images become parts of names that S3, ECR and DNS take in lower case alone."""
    if isinstance(name, str) and _NAME.fullmatch(name):
        return ""
    return f"{what} {name!r} has a wrong name: allowed are lower-case letters, digits and single hyphens, a letter first"


def topic_problem(topic: object, partitions: object) -> str:
    """A topic is called as Kafka allows, and has at least one partition."""
    if not isinstance(topic, str) or not _TOPIC.fullmatch(topic) or topic in {".", ".."}:
        return f"the topic {topic!r} has a wrong name: Kafka allows up to 249 letters, digits, `.`, `_` and `-`"
    if not isinstance(partitions, int) or isinstance(partitions, bool) or partitions < 1:
        return f"the topic {topic} has {partitions!r} partitions: write a whole number, 1 or more"
    return ""


def texts_problem(what: str, key: str, texts: object, *, each: Callable[[str], bool] = bool, such_as: str = "") -> str:
    """A tuple of texts; the comma that makes a tuple of a single one is forgotten most easily.

    Args:
        what: whose it is.
        key: what it is called.
        texts: what was written.
        each: what every text must be; none is empty anyway.
        such_as: an example of one that is right.
    """
    if isinstance(texts, str):
        return f'{what}: {key} is the text {texts!r}: write a tuple, {key}=("{texts}",)'
    if not isinstance(texts, tuple) or not all(isinstance(text, str) for text in texts):
        return f"{what}: {key} is {texts!r}: write a tuple of texts"
    wrong = [text for text in texts if not each(text)]
    return f"{what}: {key} has {wrong[0]!r}: write {such_as or 'a text that is not empty'}" if wrong else ""
