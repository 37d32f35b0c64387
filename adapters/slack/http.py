"""Slack over HTTP: one signed address for commands, interactions and events."""

import structlog
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack.manifest import PATH
from adapters.slack.signing import Signing

log = structlog.get_logger()


def route(bolt: AsyncApp, signing: Signing) -> Route:
    """Return the route that a Starlette or FastAPI app takes into its routes.

    Bolt's own check is off: it writes a refused request's body into the log, and its clock cannot be handed in.
    """

    async def receive(request: Request) -> Response:
        body = await request.body()
        if not signing.valid(request.headers, body):
            log.warning("a request was not signed by Slack, or is too old, or came twice")
            return Response(status_code=401)
        answer = to_starlette_response(await bolt.async_dispatch(to_async_bolt_request(request, body)))
        if answer.status_code == 200:
            signing.answered(request.headers)
        return answer

    return Route(PATH, receive, methods=["POST"])
