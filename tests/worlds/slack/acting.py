"""What people do with the app: type its command, press, fill, look something up, open its Home."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.worlds.slack import payloads
from tests.worlds.slack.door import Answer, Sort
from tests.worlds.slack.elements import Check, options_of
from tests.worlds.slack.filling import Filled, filled, inputs, stands
from tests.worlds.slack.ground import Channel, Json, Message, Refused, Team, User, View, sees
from tests.worlds.slack.kit import view_of
from tests.worlds.slack.linking import linked
from tests.worlds.slack.outbox import Outbox
from tests.worlds.slack.respond import said
from tests.worlds.slack.views import STACK, new_id
from tests.worlds.slack.world import Hook, World

TROUBLE: Final = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, slots=True)
class Acting:
    """The people of one workspace, using the app."""

    world: World
    team: Team
    outbox: Outbox

    # Commands

    async def types(self, user: User, channel: Channel, text: str) -> Answer:
        """Type the app's command in a conversation one sees; `text` is what stands behind the command."""
        assert sees(channel, user.id), "nobody types where they are not"
        assert self.team.install is not None
        app = self.world.app
        sent = linked(self.team, user.id, text, names=app.escape_names) if app.should_escape else text
        payload = payloads.command(self.world, self.team, user, channel, sent.strip())
        if self.team.install.revoked or "commands" not in self.team.install.scopes:
            self.world.errors.append((user.id, f"{self.world.app.command} is not a valid command."))
            return Answer("not_installed")
        return await self._answered(user, channel, await self.outbox.ask(Sort.COMMAND, payload))

    async def _answered(self, user: User, channel: Channel, answer: Answer) -> Answer:
        if answer.failed:
            why = "operation_timeout" if answer.failed == "http_timeout" else "dispatch_failed"
            self.world.errors.append((user.id, f"{self.world.app.command} failed with the error “{why}”"))
        elif answer.body:
            body = answer.body if isinstance(answer.body, dict) else {"text": str(answer.body)}
            self._says(Hook(self.team.id, user.id, channel.id, self.world.now()), body)
        return answer

    def _says(self, hook: Hook, body: Json) -> None:
        try:
            said(self.world, hook, body)
        except Refused as refused:
            self.world.errors.append((hook.user, f"what the app answered was refused: {refused.code} {refused.more}"))

    # Buttons

    async def presses(self, user: User, channel: Channel, message: Message, action_id: str) -> Answer:
        """Press a button under a message one sees."""
        assert sees(channel, user.id)
        assert message.to in {None, user.id}, "nobody presses what they do not see"
        block, element = _element(message.blocks, action_id)
        action = payloads.button_action(block, element)
        payload = payloads.pressed_message(self.world, self.team, user, channel, message, action)
        return await self._acked(user, payload)

    async def forges(self, user: User, channel: Channel, action_id: str, value: str) -> Answer:
        """Press a button of a private card that was never shown, or is long gone."""
        gone = Message(self.world.tick(), "", "", to=user.id)
        action = {"type": "button", "action_id": action_id, "block_id": "gone"} | ({"value": value} if value else {})
        payload = payloads.pressed_message(self.world, self.team, user, channel, gone, action)
        return await self._acked(user, payload)

    async def repeats(self) -> Answer:
        """Deliver the last command or interaction once more."""
        sent = next(s for s, _ in reversed(self.outbox.sent) if s.sort is not Sort.EVENT)
        return await self.outbox.again(sent)

    async def presses_in_view(self, user: User, view: View, action_id: str) -> Answer:
        """Press a button in a modal or in a Home."""
        block, element = _element(view.body["blocks"], action_id)
        state = filled(self.team, user, view, {}, {}).values
        action = payloads.button_action(block, element)
        return await self._acked(user, payloads.pressed_view(self.world, self.team, user, view, action, state))

    async def _acked(self, user: User, payload: Json) -> Answer:
        answer = await self.outbox.ask(Sort.INTERACTIVE, payload)
        if answer.failed:
            self.world.errors.append((user.id, TROUBLE))
        return answer

    # Forms

    def modal(self, user: User) -> View | None:
        """Return the modal on top of somebody's screen."""
        stack = self.team.modals.get(user.id)
        return stack[-1] if stack else None

    async def looks_up(self, user: User, view: View, block_id: str, typed: str) -> list[Json]:
        """Type into an external select; return the options offered."""
        block = next(b for b in inputs(view) if b["block_id"] == block_id)
        if len(typed) < int(block["element"].get("min_query_length", 3)):
            return []
        payload = payloads.suggestion(self.world, self.team, user, view, block, typed)
        answer = await self._acked(user, payload)
        body: Any = answer.body if isinstance(answer.body, dict) else {}
        check, options = Check(), body.get("options", [])
        options_of(check, "/options", options, 100, least=0)
        if check.wrong:
            self.world.errors.append((user.id, f"options were refused: {check.wrong}"))
            return []
        return list(options)

    async def submits(self, user: User, answers: Mapping[str, str]) -> Filled:
        """Fill and submit the modal on top; the client itself may refuse, and then nothing is sent."""
        view = self.modal(user)
        assert view is not None, "no form is open"
        chosen = await self._chosen(user, view, answers)
        state = filled(self.team, user, view, answers, chosen)
        view.errors = dict(state.errors)
        if not view.errors:
            payload = payloads.submitted(self.world, self.team, user, view, state.values)
            self._submitted(user, view, await self._acked(user, payload))
        self.world.orders.news.set()
        return state

    async def _chosen(self, user: User, view: View, answers: Mapping[str, str]) -> dict[str, Json]:
        chosen: dict[str, Json] = {}
        for block in inputs(view):
            typed = answers.get(block["block_id"], stands(view, block))
            if block["element"]["type"] == "external_select" and typed:
                options = await self.looks_up(user, view, block["block_id"], typed)
                found = next((o for o in options if typed in {o["value"], o["text"]["text"]}), None)
                if found is not None:
                    chosen[block["block_id"]] = found
        return chosen

    def _submitted(self, user: User, view: View, answer: Answer) -> None:
        if answer.failed:
            view.errors = {"": TROUBLE}
            return
        body: Any = answer.body or {}
        try:
            self._act(user, view, body if isinstance(body, dict) else {"response_action": body})
        except Refused as refused:
            view.errors = {"": TROUBLE}
            self.world.errors.append((user.id, f"the answer to a form was refused: {refused.code} {refused.more}"))

    def _act(self, user: User, view: View, body: Json) -> None:
        stack = self.team.modals[user.id]
        match body.get("response_action"):
            case None if not body:
                stack.remove(view)
            case "clear":
                stack.clear()
            case "errors":
                view.errors = _errors(view, body.get("errors"))
            case "update":
                view.body, view.hash = self._checked(body, view), self.world.hash()
            case "push":
                if len(stack) >= STACK:
                    raise Refused("push_limit_reached")
                new = self._checked(body, None)
                stack.append(self.world.view(user.id, new, root=stack[0].root, previous=view.id))
            case other:
                raise Refused("invalid_arguments", f"response_action: {other}")

    def _checked(self, body: Json, mine: View | None) -> Json:
        checked = view_of(body.get("view"))
        new_id(self.team, checked, mine)
        return checked

    async def closes(self, user: User) -> None:
        """Close the modal on top by its cross; the app hears of it only if it asked to."""
        view = self.modal(user)
        assert view is not None
        self.team.modals[user.id].remove(view)
        if view.body.get("notify_on_close"):
            await self._acked(user, payloads.closed(self.world, self.team, user, view, cleared=False))

    # The rest

    async def shortcut(self, user: User, callback: str, channel: Channel, message: Message) -> Answer:
        """Use a shortcut of the app on a message one sees."""
        assert callback in self.world.app.shortcuts
        assert sees(channel, user.id)
        payload = payloads.message_shortcut(self.world, self.team, user, callback, channel, message)
        return await self._acked(user, payload)

    def opens_home(self, user: User, tab: str = "home") -> None:
        """Open the app's Home; what it holds comes by and by."""
        channel = self.world.opened(self.team, user)
        event: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
        known = self.team.homes.get(user.id)
        if known is not None and tab == "home":
            event["view"] = payloads.shown_view(self.world, self.team, known)
        self.world.emit(self.team, event)


def _element(blocks: list[Json], action_id: str) -> tuple[Json, Json]:
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            if element.get("action_id") == action_id:
                return block, element
    msg = f"no such button: {action_id}"
    raise AssertionError(msg)


def _errors(view: View, errors: Any) -> dict[str, str]:
    known = {b["block_id"] for b in inputs(view)}
    if not isinstance(errors, dict) or not errors or set(errors) - known:
        raise Refused("invalid_arguments", f"errors belong to input blocks: {errors}")
    return {str(k): str(v) for k, v in errors.items()}
