"""The page in real Chromium, over the real service: stories told in user words."""

from collections.abc import Callable
from urllib.request import urlopen

from playwright.sync_api import expect

from tests.browser.hands import Tab

RITUAL = {"Name": "Show and tell", "When": "every Wednesday 15:00", "What it is worth": "See what others made"}
CIRCLE = {
    "Name": "Quiet harbour",
    "Purpose": "A place for what is not ready yet",
    "Second steward": "Jonas Weber",
    "Kind": "private",
}
SECRET = ("Quiet harbour", "quiet-harbour", "what is not ready yet", "Mentors", "mentor newcomers")
"""What an outsider may find nowhere: the circle made here, and the one of the sample."""


def test_a_steward_runs_a_week_and_an_outsider_sees_only_what_is_public(open_tab: Callable[..., Tab]) -> None:
    noor = open_tab("noor")
    maria = open_tab("maria")
    maria.walks("To Monday 09:00")

    maria.types("/ritual create")
    maria.fills(RITUAL)
    maria.submits().click()
    expect(maria.private.last).to_contain_text("Show and tell will open in #general")
    expect(maria.private.last).to_contain_text("Only you see this")
    expect(maria.private.last).to_contain_text("Still on trial: Friday wins")
    maria.presses("Start it too")
    expect(maria.private.last).to_contain_text("It is set")

    maria.types("/circle create")
    maria.fills(CIRCLE)
    maria.submits().click()
    maria.goes_to("quiet-harbour")
    expect(maria.posts("Quiet harbour")).to_contain_text(CIRCLE["Purpose"])
    maria.goes_to("general")

    maria.walks("+1 week")
    expect(maria.posts("Show and tell")).to_contain_text("See what others made")
    worth = maria.posts("Worth it?").filter(has_text="Show and tell")
    worth.get_by_role("button", name="Yes").click()
    expect(maria.private.last).to_contain_text("Thank you")

    expect(noor.posts("Show and tell")).to_contain_text("See what others made")
    expect(noor.private).to_have_count(0)
    noor.types("/circle list")
    expect(noor.private.last).to_contain_text("There is none that you can see")
    for typed in ("/circle show ", "/circle show Qu", "/circle join Ment", "#q", "#m"):
        noor.line.fill(typed)
        noor.hears_of(typed)
        noor.sees_nothing_of(*SECRET)


def test_a_tab_that_becomes_an_outsider_keeps_nothing_of_a_circle(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab("maria")
    tab.goes_to("mentors")
    expect(tab.posts("Mentors")).to_be_visible()
    tab.types("/circle show Mentors")
    expect(tab.private.last).to_contain_text("How we mentor newcomers")
    tab.becomes("Noor Haddad")
    expect(tab.page.get_by_role("heading", level=1, name="general")).to_be_visible()
    tab.line.press("ArrowUp")
    expect(tab.line).to_have_value("")
    expect(tab.page).to_have_title("Noor Haddad in #general")
    expect(tab.page).not_to_have_url("maria")
    tab.sees_nothing_of("Mentors", "mentor newcomers")
    tab.becomes("Maria Lindqvist")
    tab.goes_to("mentors")
    expect(tab.private.last).to_contain_text("How we mentor newcomers")


def test_a_form_that_is_submitted_twice_acts_once(open_tab: Callable[..., Tab]) -> None:
    maria = open_tab("maria")
    maria.types("/circle create")
    maria.fills({**CIRCLE, "Name": "Second wind"})
    maria.submits().dblclick()
    expect(maria.dialog).to_be_hidden()
    expect(maria.private).to_have_count(1)
    maria.types("/circle list")
    expect(maria.private).to_have_count(2)
    expect(maria.private.last.get_by_text("Second wind")).to_have_count(1)
    expect(maria.page.get_by_role("navigation").get_by_role("link", name="second-wind")).to_have_count(1)


def test_a_wrong_answer_is_told_at_its_field_and_nothing_typed_is_lost(open_tab: Callable[..., Tab]) -> None:
    maria = open_tab("maria")
    maria.types("/ritual create")
    maria.fills({**RITUAL, "Name": "Book table", "When": "every other Wednesdy"})
    maria.submits().click()
    wrong = maria.dialog.get_by_label("When")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_be_focused()
    expect(maria.dialog.get_by_role("alert")).to_contain_text("Wednesdy")
    expect(maria.dialog.get_by_label("Name")).to_have_value("Book table")
    wrong.fill("every other Wednesday 15:00")
    maria.submits().click()
    expect(maria.private.last).to_contain_text("every other Wednesday")


def test_the_keyboard_alone_is_enough(open_tab: Callable[..., Tab]) -> None:
    maria = open_tab("maria")
    keys = maria.page.keyboard
    keys.press("/")
    expect(maria.line).to_be_focused()
    expect(maria.offers.first).to_have_attribute("aria-selected", "true")
    keys.press("ArrowDown")
    expect(maria.offers.nth(1)).to_have_attribute("aria-selected", "true")
    keys.press("Escape")
    expect(maria.offers).to_have_count(0)
    keys.type("ritual cr")
    expect(maria.offers.first).to_contain_text("ritual create")
    keys.press("Tab")
    expect(maria.line).to_have_value("/ritual create ")
    keys.press("Enter")
    expect(maria.dialog.get_by_label("Name")).to_be_focused()
    keys.press("Escape")
    expect(maria.dialog).to_be_hidden()
    expect(maria.line).to_be_focused()
    maria.frame_passes()
    keys.type("/help")
    expect(maria.offers.first).to_contain_text("help")
    keys.press("Enter")
    expect(maria.private.last).to_contain_text("ritual")
    keys.press("ArrowUp")
    expect(maria.line).to_have_value("/help")


def test_tabs_see_each_other_at_once_and_words_stay_words(open_tab: Callable[..., Tab]) -> None:
    maria, noor = open_tab("maria"), open_tab("noor", dark=True)
    hostile = "<img src=x onerror=alert(1)> {{ 7*7 }} **bold** `code` $& @here"
    maria.types(hostile)
    expect(noor.log.get_by_text(hostile)).to_be_visible()
    assert noor.log.locator("img").count() == 0
    maria.goes_to("random")
    noor.types("A second line")
    unread = maria.page.get_by_role("navigation").get_by_role("link", name="general")
    expect(unread).to_contain_text("new")
    maria.goes_to("general")
    expect(maria.log.get_by_text("A second line")).to_be_visible()
    expect(unread).not_to_contain_text("new")


def test_the_clock_plays_until_somebody_stops_it_and_all_begins_anew(open_tab: Callable[..., Tab]) -> None:
    maria, noor = open_tab("maria"), open_tab("noor")
    today = maria.page.locator(".h-date").inner_text()
    maria.presses("Play")
    expect(noor.page.get_by_role("status")).to_contain_text("Playing")
    expect(noor.page.get_by_role("button", name="+1 day")).to_be_disabled()
    expect(noor.page.locator(".h-date")).not_to_have_text(today)
    noor.presses("Stop")
    moved = noor.page.locator(".h-date").inner_text()
    expect(maria.page.get_by_role("button", name="+1 day")).to_be_enabled()
    maria.types("Something to be forgotten")
    expect(noor.log.get_by_text("Something to be forgotten")).to_be_visible()
    maria.presses("Start over")
    maria.dialog.get_by_role("button", name="Start over").click()
    expect(noor.page.locator(".h-date")).not_to_have_text(moved)
    expect(noor.log.get_by_text("Glad this exists")).to_be_visible()
    expect(noor.log.get_by_text("Something to be forgotten")).to_have_count(0)


def test_people_come_and_leave_and_a_second_space_opens(open_tab: Callable[..., Tab]) -> None:
    maria, noor = open_tab("maria"), open_tab("noor")
    maria.presses("Add a person")
    maria.fills({"Name": "Zoë Quist", "Time zone": "Mars/Olympus"})
    maria.dialog.get_by_role("button", name="Add").click()
    expect(maria.dialog.get_by_role("alert")).to_contain_text("Mars/Olympus")
    maria.fills({"Time zone": "Asia/Kolkata"})
    maria.dialog.get_by_role("button", name="Add").click()
    expect(maria.me).to_contain_text("Zoë Quist")
    people = noor.page.get_by_role("navigation")
    expect(people.get_by_role("link", name="Zoë Quist")).to_be_visible()
    people.get_by_role("button", name="Let Zoë Quist leave this space").click(force=True)
    noor.dialog.get_by_role("button", name="Leave", exact=True).click()
    expect(people.get_by_role("link", name="Zoë Quist")).to_have_count(0)
    expect(maria.page.get_by_text("Choose who you are")).to_be_visible()
    maria.presses("Add a space")
    expect(maria.page.get_by_text("Nobody is here yet")).to_be_visible()


def test_a_narrow_window_shows_one_part_at_a_time(open_tab: Callable[..., Tab]) -> None:
    maria = open_tab("maria", width=380, height=760)
    parts = {"Rooms": "navigation", "Conversation": "main", "Clock": "complementary"}
    for part in parts:
        maria.page.get_by_role("button", name=part, exact=True).click()
        for name, role in parts.items():
            shown = maria.page.get_by_role(role)  # type: ignore[arg-type]
            expect(shown).to_be_visible() if name == part else expect(shown).to_be_hidden()
        assert maria.page.evaluate("document.documentElement.scrollWidth") <= 380
    maria.page.get_by_role("button", name="Rooms", exact=True).click()
    maria.page.get_by_role("navigation").get_by_role("link", name="random").click()
    expect(maria.line).to_be_visible()


def test_everything_has_a_name_for_who_cannot_see_it(open_tab: Callable[..., Tab]) -> None:
    maria = open_tab("maria")
    maria.types("/circle create")
    expect(maria.dialog.get_by_label("Name")).to_be_focused()
    unseen = maria.page.evaluate(
        """() => [...document.querySelectorAll(".h-entry-name")]
            .filter(e => e.textContent && e.getBoundingClientRect().width < 20).map(e => e.textContent)"""
    )
    assert unseen == []
    nameless = maria.page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], input, select, textarea")]
            .filter(e => !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.length))
            .map(e => e.outerHTML)"""
    )
    assert nameless == []
    assert maria.page.get_by_role("heading", level=1, include_hidden=True).count() == 1
    assert maria.page.evaluate("document.documentElement.lang") == "en-US"


def test_health_readiness_and_metrics_answer_with_careful_headers(service: str) -> None:
    answers = {}
    for path in ("/healthz", "/readyz", "/metrics", "/"):
        with urlopen(service + path) as answer:
            answers[path] = answer.status
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answers == {"/healthz": 200, "/readyz": 200, "/metrics": 200, "/": 200}
