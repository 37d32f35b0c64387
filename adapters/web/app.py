"""The one FastAPI app: health, readiness and metrics, and the sandbox page when there is one to show."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.routing import BaseRoute

from adapters.web.headers import SecurityHeaders
from adapters.web.ports import Sandbox

PAGE = "/ui"
LAST_WORDS_S = 3
"""Seconds that open requests get when the server stops; the page's sockets are closed by then."""


@dataclass(frozen=True, slots=True)
class State:
    """What the app serves. `ready` returns None, or one sentence that says why not yet."""

    ready: Callable[[], Awaitable[str | None]]
    registry: CollectorRegistry
    sandbox: Sandbox | None = None
    routes: Sequence[BaseRoute] = ()
    """What platforms are served at, beside the page."""


def build(state: State) -> FastAPI:
    """Return the app. With a sandbox it has the page; call it once a process then, for NiceGUI is one."""
    app = FastAPI(title="Hearth", openapi_url=None)
    app.add_middleware(SecurityHeaders)

    @app.get("/healthz")
    async def healthz() -> PlainTextResponse:
        """Answer while the loop runs."""
        return PlainTextResponse("ok")

    @app.get("/readyz")
    async def readyz() -> PlainTextResponse:
        """Answer 200 when work can be taken, else 503 and why not."""
        reason = await state.ready()
        return PlainTextResponse(reason or "ready", status_code=503 if reason else 200)

    @app.get("/metrics")
    async def metrics() -> Response:
        """Answer with what Prometheus scrapes."""
        return Response(generate_latest(state.registry), media_type=CONTENT_TYPE_LATEST)

    app.router.routes.extend(state.routes)
    if state.sandbox is not None:
        _mount_page(app, state.sandbox)
    return app


def _mount_page(app: FastAPI, sandbox: Sandbox) -> None:
    from adapters.web import page  # noqa: PLC0415 - NiceGUI is large; only a role with the page imports it

    @app.get("/", include_in_schema=False)
    async def root() -> RedirectResponse:
        """Lead to the page."""
        return RedirectResponse(f"{PAGE}/")

    @app.get("/pictures/{name}.svg", include_in_schema=False)
    async def picture(name: str) -> Response:
        """Answer with a picture that stands on a card; what it shows never changes under its name."""
        drawn = await sandbox.picture(name)
        if drawn is None:
            return Response(status_code=404)
        return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"})

    page.mount(app, sandbox, at=PAGE)


class _Server(uvicorn.Server):
    """Uvicorn, told to stop by an event instead of by signals."""

    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = on_start

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to whoever runs the process."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Take connections, and say so."""
        await super().startup(sockets)
        self._on_start()

    async def stop_when(self, asked: asyncio.Event) -> None:
        """Stop once somebody asks."""
        await asked.wait()
        self.should_exit = True


async def serve(
    app: FastAPI,
    host: str,
    port: int,
    *,
    stop: asyncio.Event,
    on_start: Callable[[str], None] = lambda _address: None,
) -> None:
    """Serve until `stop` is set; then finish what is open and return.

    Args:
        app: what `build` returned.
        host: the address to listen at.
        port: 0 takes any free one.
        stop: set by `main` when a signal says so.
        on_start: told the address ("http://127.0.0.1:8080") once connections are taken.

    Raises:
        OSError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        shown = f"[{host}]" if family == socket.AF_INET6 else host
        address = f"http://{shown}:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            app, log_config=None, access_log=False, timeout_graceful_shutdown=LAST_WORDS_S, lifespan="on"
        )
        server = _Server(config, lambda: on_start(address))
        watching = asyncio.create_task(server.stop_when(stop))
        try:
            await server.serve(sockets=[listening])
        finally:
            watching.cancel()
