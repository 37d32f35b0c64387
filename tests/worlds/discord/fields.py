"""Reads fields of a body one by one, and refuses each that is wrong at its place (50035)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.worlds.discord.errors import invalid


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object somewhere in a body; `path` says where, as in `components.0`."""

    values: Mapping[str, Any]
    path: str = ""

    def at(self, name: str) -> str:
        """Return the place of a field."""
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str, most: int, *, least: int = 1, required: bool = True) -> str | None:
        """Return a text of so many characters; what is all white counts as empty."""
        value = self.values.get(name)
        if value is None:
            if required:
                raise invalid(self.at(name), "This field is required", "BASE_TYPE_REQUIRED")
            return None
        if not isinstance(value, str):
            raise invalid(self.at(name), "Could not interpret as string.", "STRING_TYPE_CONVERT")
        if least and not value.strip():
            raise invalid(self.at(name), "This field is required", "BASE_TYPE_REQUIRED")
        if not least <= len(value) <= most:
            why = f"Must be between {least} and {most} in length."
            raise invalid(self.at(name), why, "BASE_TYPE_BAD_LENGTH")
        return value

    def whole(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """Return a whole number in its range."""
        value = self.values.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise invalid(self.at(name), "Could not interpret as integer.", "NUMBER_TYPE_COERCE")
        if not least <= value <= most:
            raise invalid(self.at(name), f"Must be between {least} and {most}.", "NUMBER_TYPE_RANGE")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a truth."""
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise invalid(self.at(name), "Could not interpret as boolean.", "BOOLEAN_TYPE_CONVERT")
        return value

    def many(self, name: str, most: int, *, least: int = 0) -> list[Any]:
        """Return a list of so many."""
        value = self.values.get(name)
        found = [] if value is None else value
        if not isinstance(found, list):
            raise invalid(self.at(name), "Only iterables may be used in a ListType", "LIST_TYPE_CONVERT")
        if not least <= len(found) <= most:
            why = f"Must be between {least} and {most} in length."
            raise invalid(self.at(name), why, "BASE_TYPE_BAD_LENGTH")
        return found

    def each(self, name: str, most: int, *, least: int = 0) -> "list[Fields]":
        """Return the objects of a list."""
        return [self.item(name, i, value) for i, value in enumerate(self.many(name, most, least=least))]

    def item(self, name: str, index: int, value: Any) -> "Fields":
        """Return one object of a list."""
        path = f"{self.at(name)}.{index}"
        if not isinstance(value, dict):
            raise invalid(path, "Only dictionaries may be used in a DictType", "MODEL_TYPE_CONVERT")
        return Fields(value, path)

    def object(self, name: str) -> "Fields":
        """Return an object, which must be there."""
        value = self.values.get(name)
        if not isinstance(value, dict):
            raise invalid(self.at(name), "This field is required", "BASE_TYPE_REQUIRED")
        return Fields(value, self.at(name))

    def snowflake(self, name: str) -> int:
        """Return an id."""
        value = self.values.get(name)
        if not str(value).isdigit():
            raise invalid(self.at(name), "Value is not snowflake.", "NUMBER_TYPE_COERCE")
        return int(str(value))

    def bits(self, name: str) -> int:
        """Return a set of permissions, as a number or its digits; 0 when it is not given."""
        value = self.values.get(name) or 0
        if not str(value).isdigit():
            raise invalid(self.at(name), "Could not interpret as integer.", "NUMBER_TYPE_COERCE")
        return int(str(value))

    def one_of(self, name: str, allowed: frozenset[int], default: int | None = None) -> int:
        """Return a number of a fixed set."""
        value = self.values.get(name, default)
        if value not in allowed or not isinstance(value, int):
            why = f"Value must be one of {sorted(allowed)}."
            raise invalid(self.at(name), why, "BASE_TYPE_CHOICES")
        return value

    def without(self, *names: str) -> None:
        """Refuse fields that may not stand here."""
        for name in names:
            if self.values.get(name) not in (None, [], "", 0):
                raise invalid(self.at(name), f"{name} cannot be used here", "BASE_TYPE_BAD_VALUE")
