"""Dialogs: one frame that is filled anew each time it opens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nicegui.element import Element

from adapters.web.elements import ONCE, button, el, words
from bot.i18n import _

SUBMIT = """(event) => {
    event.preventDefault();
    const form = event.target;
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    form.querySelector("[type=submit]").disabled = true;
    const answers = {};
    for (const [name, value] of new FormData(form)) (answers[name] ??= []).push(value);
    emit(answers);
}"""
"""Hands over every answer at once, and only once: the form that was sent stays busy until a new one is shown."""


class Modal(Element, component="modal.js"):
    """The native dialog of the browser."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = 0
        self.on("dismiss", self.close)

    @contextmanager
    def filled(self, label: str) -> Iterator[None]:
        """Open it with what is made inside the block; `label` names it to who cannot see it."""
        self.clear()
        with self:
            yield
        self._turn += 1
        self.props.update({"open": True, "turn": self._turn, "label": label})

    def close(self) -> None:
        """Close it; what was typed is gone."""
        self.clear()
        self.props["open"] = False

    def ask(self, title: str, sentence: str, yes: str, then: Callable[[], object]) -> None:
        """Ask before doing what cannot be undone."""
        with self.filled(title), el("div", "h-form"):
            words("h2", title, "h-form-title")
            words("p", sentence, "h-form-intro")
            with el("div", "h-form-end"):
                button(_("Cancel"), data_focus="").on("click", self.close, js_handler=ONCE)

                def agreed() -> object:
                    self.close()
                    return then()

                button(yes, "h-button-danger").on("click", agreed, js_handler=ONCE)
