"""Logs, images and who hears about alarms."""

from dataclasses import dataclass
from typing import Annotated

from components.parsing import Between, Matches
from components.settings.vocabulary import RetentionDays


@dataclass(frozen=True, kw_only=True)
class LogSettings:
    """Log groups of services and data tiers."""

    retention_days: RetentionDays


@dataclass(frozen=True, kw_only=True)
class ImageSettings:
    """The container registry."""

    keep: Annotated[int, Between(1, 1000, "images")] = 10
    """Older images are deleted; must cover every revision one may want to go back to."""


@dataclass(frozen=True, kw_only=True)
class AlertSettings:
    """Who hears about alarms."""

    emails: tuple[Annotated[str, Matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")], ...] = ()
    """AWS sends each a confirmation mail on the first `up`."""
