"""How Discord refuses: an HTTP status and a code of its own (DD:topics/opcodes-and-status-codes)."""

from dataclasses import dataclass, field

from tests.worlds.discord.words import Json


@dataclass
class Refused(Exception):
    """A refusal on its way to whoever asked. `wrong` is the tree of an invalid form body."""

    status: int
    code: int
    message: str
    wrong: Json = field(default_factory=dict)

    def body(self) -> Json:
        """Return what Discord answers."""
        told: Json = {"code": self.code, "message": self.message}
        return told | {"errors": self.wrong} if self.wrong else told


def missing_permissions() -> Refused:
    return Refused(403, 50013, "Missing Permissions")


def missing_access() -> Refused:
    return Refused(403, 50001, "Missing Access")


def unknown(code: int, what: str) -> Refused:
    return Refused(404, code, f"Unknown {what}")


def unknown_channel() -> Refused:
    return unknown(10003, "Channel")


def unknown_guild() -> Refused:
    return unknown(10004, "Guild")


def unknown_message() -> Refused:
    return unknown(10008, "Message")


def unknown_user() -> Refused:
    return unknown(10013, "User")


def invalid(path: str, why: str, code: str = "BASE_TYPE_BAD_VALUE") -> Refused:
    """Return the refusal of a body for one field; `path` as in `components.0.label`."""
    tree: Json = {"_errors": [{"code": code, "message": why}]}
    for part in reversed(path.split(".")):
        tree = {part: tree}
    return Refused(400, 50035, "Invalid Form Body", tree)
