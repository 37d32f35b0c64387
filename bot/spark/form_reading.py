"""Reading a form from its YAML: every mistake is told in one sentence, with its line. docs/forms.md has every key."""

from datetime import timedelta
from typing import TypeVar

from bot.errors import shortened
from bot.i18n import _
from bot.spark.form_model import (
    FARTHEST,
    LONGEST_FORM_NAME,
    LONGEST_MINUTES,
    LONGEST_SAY,
    LONGEST_SENTENCE,
    LONGEST_TITLE,
    LONGEST_VALUE,
    MOST_COLUMNS,
    MOST_DOTS,
    MOST_ENTRIES,
    MOST_HANDS,
    MOST_LISTS,
    MOST_ROLES,
    MOST_STEPS,
    Act,
    Collection,
    Form,
    Part,
    Role,
    Source,
    Step,
    in_order,
)
from bot.spark.form_nodes import FormError, Mapped, composed

FORM_KEYS = ("form", "title", "value", "minutes", "roles", "lists", "before", "steps", "after")
ROLE_KEYS = ("name", "duty", "from", "count", "rotate")
LIST_KEYS = (
    "name", "title", "ask", "each", "most", "votes", "columns", "options", "by", "minutes", "slots", "carry",
    "compare",
)  # fmt: skip
STEP_KEYS = ("at", "say", "role", *(a.value for a in Act if a is not Act.SAY))
Named = TypeVar("Named", Role, Collection)
WITH_LISTS = tuple(a for a in Act if a is not Act.SAY)


def read_form(source: str, *, shipped: bool = False) -> Form:
    """Return the form that a text describes.

    Raises:
        FormError: it cannot be used; the first mistake, with its line.
    """
    top = composed(source)
    top.only(FORM_KEYS)
    for key, example in (("form", "case clinic"), ("title", "Case clinic"), ("value", _("why it is worth the time"))):
        top.needs(key, example)
    name = top.text("form", LONGEST_FORM_NAME)
    if not any(c.isalnum() for c in name):
        raise FormError(top.at("form"), _("a name needs a letter or a number."))
    roles = _each_once([_role(m) for m in top.maps("roles", _("a role"), MOST_ROLES)], top, "roles")
    lists = _each_once([_list(m) for m in top.maps("lists", _("a list"), MOST_LISTS)], top, "lists")
    minutes = top.whole("minutes", 1, LONGEST_MINUTES, 45)
    form = Form(
        name,
        top.text("title", LONGEST_TITLE) or name,
        top.text("value", LONGEST_VALUE),
        minutes,
        roles,
        lists,
        shipped=shipped,
    )
    if not form.value:
        raise FormError(top.at("value"), _("`value` is one sentence that says why it is worth the time."))
    _lists_fit(form, top)
    steps = [s for part in Part for s in _steps(form, top, part)]
    steps += _ends(lists, in_order(steps, minutes))
    if len(steps) > MOST_STEPS:
        raise FormError(top.line, _("a form has at most {most} steps.").format(most=MOST_STEPS))
    if not steps:
        raise FormError(top.line, _("a form needs `steps`: what is said and done, and when."))
    ordered = in_order(steps, minutes)
    _each_list_opens(lists, ordered, top)
    return Form(name, form.title, form.value, minutes, roles, lists, ordered, shipped)


def _role(given: Mapped) -> Role:
    given.only(ROLE_KEYS)
    given.needs("name", "facilitator")
    given.needs("duty", _("Keeps the round going"))
    source = given.text("from", 20) or Source.VOLUNTEERS.value
    if source not in set(Source):
        known = ", ".join(Source)
        raise FormError(given.at("from"), _("`from` is one of: {known}.").format(known=known))
    return Role(
        given.key("name"),
        given.text("duty", LONGEST_SENTENCE).removesuffix("."),
        Source(source),
        given.whole("count", 1, MOST_HANDS, 1),
        given.yes("rotate", default=True),
    )


def _list(given: Mapped) -> Collection:
    given.only(LIST_KEYS)
    given.needs("name", "topics")
    given.needs("ask", _("What shall we talk about?"))
    name = given.key("name")
    options = given.texts("options", LONGEST_TITLE, MOST_COLUMNS)
    columns = given.texts("columns", LONGEST_TITLE, MOST_COLUMNS)
    if options and columns:
        raise FormError(given.at("options"), _("a list has `options` or `columns`, not both."))
    return Collection(
        name,
        given.text("title", LONGEST_TITLE) or name.capitalize(),
        given.text("ask", LONGEST_SENTENCE),
        given.whole("each", 1, MOST_ENTRIES, 1),
        given.whole("most", 1, MOST_ENTRIES, MOST_ENTRIES),
        given.whole("votes", 0, MOST_DOTS, 1 if options else 0),
        columns,
        options,
        given.key("by"),
        given.whole("minutes", 1, LONGEST_MINUTES, 0),
        given.whole("slots", 1, MOST_ENTRIES, 0),
        given.yes("carry", default=False),
        given.key("compare"),
    )


def _each_once(found: list[Named], top: Mapped, key: str) -> tuple[Named, ...]:
    names = [f.key for f in found]
    twice = next((n for n in names if names.count(n) > 1 or not n), None)
    if twice is not None:
        raise FormError(top.at(key), _("`{key}` has “{name}” twice.").format(key=key, name=twice))
    return tuple(found)


def _lists_fit(form: Form, top: Mapped) -> None:
    for each in form.lists:
        if each.by and form.role(each.by) is None:
            said = _("the list “{list}” is written by “{role}”, and there is no such role.")
            raise FormError(top.at("lists"), said.format(list=each.key, role=each.by))
        other = form.list(each.against) if each.against else each
        if other is None or (each.against and (other.options != each.options or other is each or not each.options)):
            said = _("the list “{list}” is compared with “{other}”, which has other `options`, or is not there.")
            raise FormError(top.at("lists"), said.format(list=each.key, other=each.against))


def _steps(form: Form, top: Mapped, part: Part) -> list[Step]:
    return [_step(form, given, part) for given in top.maps(part.value, _("a step"), MOST_STEPS)]


def _step(form: Form, given: Mapped, part: Part) -> Step:
    given.only(STEP_KEYS)
    given.needs("at", "10 min")
    acts = [a for a in WITH_LISTS if a.value in given.values]
    if len(acts) > 1:
        said = _("a step does one thing: {first} or {second}. Write two steps.")
        raise FormError(given.line, said.format(first=acts[0].value, second=acts[1].value))
    act = acts[0] if acts else Act.SAY
    say = given.text("say", LONGEST_SAY)
    if act is Act.SAY and not say:
        raise FormError(given.line, _("a step needs `say`, `collect`, `vote`, `close` or `result`."))
    key = given.key(act.value) if act is not Act.SAY else ""
    _known_list(form, given, act, key)
    role = given.key("role")
    if role and form.role(role) is None:
        raise FormError(given.at("role"), _("there is no role “{role}” in this form.").format(role=shortened(role)))
    return Step(part, given.duration("at", FARTHEST), act, key, say, role)


def _known_list(form: Form, given: Mapped, act: Act, key: str) -> None:
    if act is Act.SAY:
        return
    found = form.list(key)
    if found is None:
        said = _("there is no list “{list}” in this form. Describe it under `lists`.")
        raise FormError(given.at(act.value), said.format(list=shortened(key)))
    if act is Act.VOTE and not found.votes:
        said = _("nobody can vote on “{list}”: give it `votes`, such as 3.")
        raise FormError(given.at(act.value), said.format(list=key))
    if act is Act.COLLECT and found.options:
        said = _("“{list}” has its options already, so nothing is collected. Write: vote.")
        raise FormError(given.at(act.value), said.format(list=key))


def _ends(lists: tuple[Collection, ...], steps: tuple[Step, ...]) -> list[Step]:
    """Return what closes at the end of the date all that nothing else closes."""
    last = {s.list: s.act for s in steps if s.act is not Act.SAY}
    still_open = [c.key for c in lists if last.get(c.key) in {Act.COLLECT, Act.VOTE}]
    return [Step(Part.AFTER, timedelta(), Act.CLOSE, key) for key in still_open]


def _each_list_opens(lists: tuple[Collection, ...], steps: tuple[Step, ...], top: Mapped) -> None:
    """Refuse a list that no step opens, or that is voted on or told before it is open."""
    for each in lists:
        first = next((s.act for s in steps if s.list == each.key), None)
        wanted = Act.VOTE if each.options else Act.COLLECT
        if first is not wanted:
            said = _("the first step with the list “{list}” must be `{act}`.")
            raise FormError(top.at("lists"), said.format(list=each.key, act=wanted.value))
