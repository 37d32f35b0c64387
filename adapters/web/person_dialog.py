"""Asks for the name and the zone of somebody new."""

from collections.abc import Awaitable, Callable

from nicegui.events import GenericEventArguments

from adapters.web.elements import ONCE, button, el, words
from adapters.web.form_fields import Question
from adapters.web.modal import SUBMIT, Modal
from adapters.web.ports import FieldShown
from bot.i18n import _

ZONES = (
    "Europe/Copenhagen",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Los_Angeles",
    "UTC",
)
"""Offered while typing; any IANA zone may be typed."""


def ask_for_person(
    modal: Modal,
    add: Callable[[str, str], Awaitable[None]],
    *,
    name: str = "",
    zone: str = ZONES[0],
    error: str = "",
    wrong: str = "name",
) -> None:
    """Open the dialog; `add` gets (name, zone). `error` is shown at the field `wrong`."""

    async def suggest(_arg: str, typed: str) -> list[str]:
        return [z for z in ZONES if typed.casefold() in z.casefold()] or [*ZONES]

    async def submitted(event: GenericEventArguments) -> None:
        given = {key: " ".join(values).strip() for key, values in dict(event.args).items()}
        await add(given.get("name", ""), given.get("zone", ""))

    fields = (
        FieldShown("name", _("Name"), value=name, hint=_("As others see it: Maria Lind"), longest=80),
        FieldShown("zone", _("Time zone"), value=zone, hint=_("Like Europe/Copenhagen"), suggests=True, longest=60),
    )
    title = _("Add a person")
    with modal.filled(title), el("form", "h-form", novalidate=True) as box:
        words("h2", title, "h-form-title")
        for field in fields:
            at_fault = error if field.name == wrong else ""
            Question(field, (), (), suggest, at_fault, focus=field.name == wrong).show()
        with el("div", "h-form-end"):
            button(_("Cancel")).on("click", modal.close, js_handler=ONCE)
            words("button", _("Add"), "h-button h-button-first", type="submit")
    box.on("submit", submitted, js_handler=SUBMIT)
