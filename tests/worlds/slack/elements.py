"""Block Kit's interactive elements and text objects, with their limits (node-slack-sdk types; platforms.md 1.7)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tests.worlds.slack.ground import Json

ID, BUTTON, OPTION, PLACEHOLDER = 255, 75, 75, 150
OPTIONS, FEW_OPTIONS, OVERFLOW = 100, 10, 5
BUTTON_VALUE, URL, INPUT = 2000, 3000, 3000
SELECTS: Final = {
    "static_select",
    "external_select",
    "users_select",
    "channels_select",
    "conversations_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_channels_select",
    "multi_conversations_select",
}
TICKS: Final = {"radio_buttons", "checkboxes"}
INPUTS: Final = {
    *SELECTS,
    *TICKS,
    "plain_text_input",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "email_text_input",
    "url_text_input",
    "number_input",
}
ACTIONS: Final = {*SELECTS, *TICKS, "button", "overflow", "datepicker", "timepicker", "datetimepicker"}


@dataclass(slots=True)
class Check:
    """Walks a payload: what is wrong, all texts, and every id that was seen."""

    wrong: list[str] = field(default_factory=list)
    characters: int = 0
    ids: list[str] = field(default_factory=list)
    markdown: int = 0

    def no(self, at: str, why: str) -> None:
        """Write down what is wrong where."""
        self.wrong.append(f"{why} [json-pointer:{at}]")

    def size(self, at: str, value: Any, most: int, *, least: int = 0) -> None:
        """Look at a text that may be missing."""
        if value is None:
            return
        if not isinstance(value, str):
            self.no(at, "must be a string")
        elif not least <= len(value) <= most:
            self.no(at, f"must be between {least} and {most} characters")

    def text(self, at: str, value: Any, most: int, *, plain: bool = False) -> None:
        """Look at a text object: one that is there has at least one character."""
        if not isinstance(value, dict) or value.get("type") not in {"plain_text", "mrkdwn"}:
            self.no(at, "must be a text object")
            return
        if plain and value["type"] != "plain_text":
            self.no(at, "must be plain_text")
        extra = set(value) - {"type", "text", "emoji" if value["type"] == "plain_text" else "verbatim"}
        if extra:
            self.no(at, f"unsupported fields: {sorted(extra)}")
        if value.get("text") is None:
            self.no(at, "missing required field: text")
        self.size(f"{at}/text", value.get("text"), most, least=1)
        self.characters += len(str(value.get("text", "")))

    def unique(self, at: str, kind: str, value: Any) -> None:
        """Look at an id, which may stand once in a payload."""
        self.size(at, value, ID, least=1)
        if value is not None and f"{kind}:{value}" in self.ids:
            self.no(at, f"{kind} must be unique: {value}")
        self.ids.append(f"{kind}:{value}")


def element(check: Check, at: str, value: Any, allowed: set[str]) -> None:
    """Look at one interactive element."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in allowed:
        check.no(at, f"unsupported element: {kind}")
        return
    if "action_id" in value:
        check.unique(f"{at}/action_id", "action_id", value["action_id"])
    if kind == "button":
        _button(check, at, value)
    elif kind in SELECTS | TICKS | {"overflow"}:
        _choice(check, at, value, kind)
    elif kind == "plain_text_input":
        _input(check, at, value)
    if "placeholder" in value:
        check.text(f"{at}/placeholder", value["placeholder"], PLACEHOLDER, plain=True)
    if "confirm" in value:
        _confirm(check, f"{at}/confirm", value["confirm"])


def _button(check: Check, at: str, value: Json) -> None:
    check.text(f"{at}/text", value.get("text"), BUTTON, plain=True)
    check.size(f"{at}/value", value.get("value"), BUTTON_VALUE, least=1)
    check.size(f"{at}/url", value.get("url"), URL)
    if value.get("style", "primary") not in {"primary", "danger"}:
        check.no(f"{at}/style", "must be primary or danger")


def _confirm(check: Check, at: str, value: Json) -> None:
    check.text(f"{at}/title", value.get("title"), 100, plain=True)
    check.text(f"{at}/text", value.get("text"), 300)
    for name in ("confirm", "deny"):
        check.text(f"{at}/{name}", value.get(name), 30, plain=True)


def _input(check: Check, at: str, value: Json) -> None:
    longest = value.get("max_length", INPUT)
    if not isinstance(longest, int) or not 1 <= longest <= INPUT:
        check.no(f"{at}/max_length", f"must be between 1 and {INPUT}")
        return
    check.size(f"{at}/initial_value", value.get("initial_value"), longest)


def _choice(check: Check, at: str, value: Json, kind: str) -> None:
    if kind in {"static_select", "multi_static_select", "overflow"} | TICKS:
        most = OVERFLOW if kind == "overflow" else FEW_OPTIONS if kind in TICKS else OPTIONS
        groups, options = value.get("option_groups"), value.get("options")
        if (groups is None) == (options is None):
            check.no(at, "must have options or option_groups, not both")
            return
        for n, group in enumerate(groups or [{"options": options}]):
            if groups is not None:
                check.text(f"{at}/option_groups/{n}/label", group.get("label"), OPTION, plain=True)
            options_of(check, f"{at}/options", group.get("options"), most)
        _initial(check, at, value)
    elif "options" in value or "option_groups" in value:
        check.no(at, f"{kind} has no options")


def options_of(check: Check, at: str, options: Any, most: int, *, least: int = 1) -> None:
    """Look at a list of options."""
    if not isinstance(options, list) or not least <= len(options) <= most:
        check.no(at, f"must have between {least} and {most} options")
        return
    for n, option in enumerate(options):
        if not isinstance(option, dict) or set(option) - {"text", "value", "description", "url"}:
            check.no(f"{at}/{n}", "must be an option")
            continue
        check.text(f"{at}/{n}/text", option.get("text"), OPTION)
        check.size(f"{at}/{n}/value", option.get("value") or "", OPTION, least=1)
        if "description" in option:
            check.text(f"{at}/{n}/description", option["description"], OPTION)


def choices(value: Json) -> Iterator[Json]:
    """Yield the options that an element brings with it."""
    for group in value.get("option_groups") or [value]:
        yield from group.get("options") or []


def _initial(check: Check, at: str, value: Json) -> None:
    first = [value["initial_option"]] if "initial_option" in value else value.get("initial_options", [])
    known = list(choices(value))
    if any(o not in known for o in first):
        check.no(f"{at}/initial_option", "must be one of the options")
