"""What Slack offers for an argument: it asks only in forms, so the question is asked in the form of its command."""

from collections.abc import Sequence

from adapters.slack.carried import Carried
from adapters.slack.views import FORM
from tests.worlds.slack import payloads
from tests.worlds.slack.acting import Acting
from tests.worlds.slack.door import Sort
from tests.worlds.slack.ground import Json, User


async def offered(acting: Acting, user: User, path: Sequence[str], arg: str, typed: str) -> list[str]:
    """Return what is offered, beside what was typed itself.

    The form is written down here as the product would write it, so that nothing needs to be opened.
    """
    element = {"type": "external_select", "action_id": arg, "min_query_length": 0}
    block: Json = {"type": "input", "block_id": arg, "label": {"type": "plain_text", "text": arg}, "element": element}
    body: Json = {"type": "modal", "callback_id": FORM, "private_metadata": Carried(tuple(path)).text()}
    view = acting.world.view(user.id, body | {"title": {"type": "plain_text", "text": "x"}, "blocks": [block]})
    answer = await acting.outbox.ask(
        Sort.INTERACTIVE, payloads.suggestion(acting.world, acting.team, user, view, block, typed)
    )
    assert not answer.failed, answer
    options = answer.body.get("options", []) if isinstance(answer.body, dict) else []
    return [o["value"] for o in options if o["value"] != typed]
