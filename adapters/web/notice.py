"""One line for what went wrong, until the next thing is done."""

from collections.abc import Awaitable

import structlog

from adapters.web.elements import ONCE, button, el, words
from bot.errors import Refusal
from bot.i18n import _

log = structlog.get_logger()


class Notice:
    """Says what was refused or broke, where it is seen and heard."""

    def __init__(self) -> None:
        with el("div", "h-notice", role="alert") as self._box:
            self._text = words("p", "")
            button(_("Dismiss"), "h-link").on("click", self.clear, js_handler=ONCE)
        self._box.set_visibility(False)

    def tell(self, sentence: str) -> None:
        """Show a sentence."""
        self._text.set_text(sentence)
        self._box.set_visibility(True)

    def clear(self) -> None:
        """Show nothing."""
        if self._text.text:
            self._text.set_text("")
            self._box.set_visibility(False)

    async def watch(self, doing: Awaitable[None]) -> None:
        """Await what is done; a refusal is shown, anything else is logged and said to be our fault."""
        try:
            await doing
        except Refusal as refusal:
            self.tell(refusal.sentence)
        except Exception:
            log.exception("the page could not do what was asked")
            self.tell(_("That broke on our side. It is written down in the log."))
