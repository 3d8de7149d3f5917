"""The two ways of running a program offline."""

import enum


class Mode(enum.StrEnum):
    """How much of AWS is pretended: `planned` leaves what only AWS decides unknown, `applied` answers everything."""

    PLANNED = "planned"
    APPLIED = "applied"
