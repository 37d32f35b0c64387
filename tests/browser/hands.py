"""One tab of a real browser, and what somebody does in it. Everything waits for what it needs; nothing sleeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect


@dataclass
class Tab:
    """A tab that acts as somebody. `trouble` gathers what no page should do: errors, and calls to elsewhere."""

    page: Page
    address: str
    trouble: list[str] = field(default_factory=list)

    def open(self, person: str, *, room: str = "") -> "Tab":
        """Open the page as somebody."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        self.page.on("request", self._asked)
        where = {"as": person, "space": "sandbox"} | ({"in": room} if room else {})
        self.page.goto(f"{self.address}/ui/?{urlencode(where)}")
        expect(self.line).to_be_visible()
        return self

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.trouble.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme != "data" and not request.url.startswith(self.address):
            self.trouble.append(f"asked elsewhere: {request.url}")

    # What stands where

    @property
    def me(self) -> Locator:
        """Return whom this tab acts as, in the list of people."""
        return self.page.locator("nav .h-someone a[aria-current=true]")

    @property
    def line(self) -> Locator:
        """Return the line one writes in."""
        return self.page.get_by_role("combobox", name="as")

    @property
    def offers(self) -> Locator:
        """Return the suggestions."""
        return self.page.get_by_role("option")

    @property
    def log(self) -> Locator:
        """Return the conversation."""
        return self.page.get_by_role("log")

    @property
    def dialog(self) -> Locator:
        """Return the open dialog."""
        return self.page.get_by_role("dialog")

    @property
    def private(self) -> Locator:
        """Return the replies that only this tab sees."""
        return self.log.locator(".h-message-private")

    def posts(self, title: str) -> Locator:
        """Return the cards of a title that everybody in the room sees."""
        return self.log.locator(".h-message:not(.h-message-private) .h-card").filter(
            has=self.page.get_by_role("heading", name=title, exact=True)
        )

    # What somebody does

    def types(self, text: str) -> None:
        """Type a line and send it, whatever is suggested."""
        self.line.fill(text)
        self.line.press("Escape")
        self.page.get_by_role("button", name="Send").click()

    def hears_of(self, typed: str) -> None:
        """Wait until the page has been told what may follow what was typed."""
        told = "typed => Object.values(mounted_app.elements).some(e => e.props?.offers?.typed === typed)"
        self.page.wait_for_function(told, arg=typed)

    def fills(self, answers: Mapping[str, str]) -> None:
        """Fill in the open form by its labels; lists are chosen from by what they show."""
        for label, answer in answers.items():
            question = self.dialog.get_by_label(label)
            if question.evaluate("e => e.tagName") == "SELECT":
                question.select_option(label=answer)
            else:
                question.fill(answer)

    def submits(self) -> Locator:
        """Return the button that hands a form in."""
        return self.dialog.get_by_role("button", name="Submit")

    def presses(self, label: str) -> None:
        """Press a button by its whole label."""
        self.page.get_by_role("button", name=label, exact=True).last.click()

    def goes_to(self, room: str) -> None:
        """Open a room from the list."""
        self.page.get_by_role("navigation").get_by_role("link", name=room).first.click()
        expect(self.page.get_by_role("heading", level=1, name=room)).to_be_visible()

    def becomes(self, name: str) -> None:
        """Act as somebody else in the same tab."""
        self.page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(self.me).to_contain_text(name)

    def walks(self, label: str) -> None:
        """Move the clock and wait until it has arrived."""
        move = self.page.get_by_role("button", name=label, exact=True)
        before = self.page.locator(".h-date").inner_text()
        move.click()
        if label.endswith("09:00"):
            # In the small hours of a Monday the day stays the same.
            expect(self.page.locator(".h-now")).to_have_text("09:00")
        else:
            expect(self.page.locator(".h-date")).not_to_have_text(before)
        expect(move).to_be_enabled(timeout=60_000)

    def frame_passes(self) -> None:
        """Wait until the browser has drawn: keys reach what a closing dialog gave the focus back to only then."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def sees_nothing_of(self, *words: str) -> None:
        """Hold that no word stands anywhere in the page: not in its text, its attributes, its title or its data."""
        everything = self.page.content() + self.page.title() + self.page.url
        everything += self.page.evaluate("JSON.stringify(mounted_app.elements)")
        for word in words:
            assert word.casefold() not in everything.casefold(), f"{word} stands in the page"
