"""What a single value of a stack file may be, beyond its type: markers for `Annotated`, said in words and in JSON schema."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


@dataclass(frozen=True)
class Limit:
    """A check that runs once a value has its type. Every kind of limit says `allowed` in words."""

    @property
    def allowed(self) -> str:
        """The limit, in words."""
        raise NotImplementedError

    def accepts(self, value: Any) -> bool:
        """Whether the value is within the limit."""
        raise NotImplementedError

    def keywords(self) -> dict[str, Any]:
        """The limit in JSON schema's keywords."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after the type, as pydantic asks of an annotation."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Add the limit to the type's own schema, as pydantic asks of an annotation."""
        return {**handler(schema), **self.keywords()}

    def _check(self, value: Any) -> Any:
        if not self.accepts(value):
            raise PydanticCustomError("limit", "outside its limit")
        return value


@dataclass(frozen=True)
class Between(Limit):
    """A number in a closed range."""

    low: float
    high: float
    unit: str = ""

    @property
    def allowed(self) -> str:
        """The range, in words."""
        return f"{self.low} to {self.high}{f' {self.unit}' if self.unit else ''}"

    def accepts(self, value: float) -> bool:
        """Whether the number is in the range."""
        return self.low <= value <= self.high

    def keywords(self) -> dict[str, Any]:
        """Both bounds."""
        return {"minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Matches(Limit):
    """A string of a given form; the pattern covers the whole string."""

    pattern: str
    words: str

    @property
    def allowed(self) -> str:
        """The form, in words."""
        return self.words

    def accepts(self, value: str) -> bool:
        """Whether the whole string has the form."""
        return re.fullmatch(self.pattern, value) is not None

    def keywords(self) -> dict[str, Any]:
        """The pattern, anchored: JSON schema looks for it anywhere."""
        return {"pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True)
class OneOf(Limit):
    """A value from a list too long or too computed for `Literal`."""

    values: tuple[Any, ...]

    @property
    def allowed(self) -> str:
        """The list, in words."""
        return "one of " + ", ".join(map(str, self.values))

    def accepts(self, value: Any) -> bool:
        """Whether the value is in the list."""
        return value in self.values

    def keywords(self) -> dict[str, Any]:
        """The list."""
        return {"enum": list(self.values)}


@dataclass(frozen=True)
class MinLength(Limit):
    """A list with at least `low` entries."""

    low: int

    @property
    def allowed(self) -> str:
        """The bound, in words."""
        return f"a list of at least {self.low}"

    def accepts(self, value: tuple[Any, ...]) -> bool:
        """Whether the list is long enough."""
        return len(value) >= self.low

    def keywords(self) -> dict[str, Any]:
        """The bound."""
        return {"minItems": self.low}


@dataclass(frozen=True)
class MaxLength(Limit):
    """A list with at most `high` entries."""

    high: int

    @property
    def allowed(self) -> str:
        """The bound, in words."""
        return f"a list of at most {self.high}"

    def accepts(self, value: tuple[Any, ...]) -> bool:
        """Whether the list is short enough."""
        return len(value) <= self.high

    def keywords(self) -> dict[str, Any]:
        """The bound."""
        return {"maxItems": self.high}


@dataclass(frozen=True)
class Hidden(Limit):
    """A string that no message shows, because it is a secret or could be one by mistake."""

    words: str
    may_be_empty: bool = False

    @property
    def allowed(self) -> str:
        """What kind of string, in words."""
        return self.words

    def accepts(self, value: str) -> bool:
        """Whether there is a value at all."""
        return self.may_be_empty or bool(value)

    def keywords(self) -> dict[str, Any]:
        """A minimum length, and that editors should not show it."""
        return {"writeOnly": True} if self.may_be_empty else {"writeOnly": True, "minLength": 1}
