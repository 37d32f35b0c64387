"""A bare Bolt handler: as many statements as one of Hearth's commands, and always the same reply.

Run as a process of its own; it prints its address. What it shall do stands in the environment.
"""

import asyncio
import json
import os
import sys

import aiohttp
import uvicorn
from fastapi import FastAPI
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select
from starlette.requests import Request
from starlette.responses import Response

from storage.database import Database

metadata = MetaData()
rows = Table("rows", metadata, Column("id", Integer, primary_key=True), Column("text", String(200)))
BLOCKS = [{"type": "section", "text": {"type": "plain_text", "text": f"One of three lines, number {n}"}} for n in "123"]


def server(database: Database, session: aiohttp.ClientSession, secret: str, counts: dict[str, list[int]]) -> FastAPI:
    """Return the app. `counts`: kind of command to [statements that read, statements that write]."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-bench", bot_id="B0", bot_user_id="U0")

    bolt = AsyncApp(
        signing_secret=secret,
        process_before_response=True,
        authorize=authorize,
        client=AsyncWebClient(session=session),
    )
    under_way: set[asyncio.Task[None]] = set()

    async def work(text: str, url: str) -> None:
        reads, writes = counts["write" if text.startswith("guest") else "read"]
        async with database.writing() if writes else database.reading() as db:
            for number in range(reads):
                await db.execute(select(rows).where(rows.c.id == number))
            for _write in range(writes):
                await db.execute(insert(rows).values(text=text))
        async with session.post(url, json={"response_type": "ephemeral", "text": "Done", "blocks": BLOCKS}) as answer:
            await answer.read()

    @bolt.command("/hearth")
    async def typed(ack: AsyncAck, body: dict[str, str]) -> None:
        await ack()
        task = asyncio.create_task(work(body["text"], body["response_url"]))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    handler = AsyncSlackRequestHandler(bolt)
    app = FastAPI()

    @app.post("/slack/events")
    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return app


async def main() -> None:
    """Serve until killed."""
    asked = json.loads(os.environ["BENCH"])
    database = Database(asked["database"])
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    async with aiohttp.ClientSession() as session:
        app = server(database, session, asked["secret"], asked["counts"])
        config = uvicorn.Config(app, host="127.0.0.1", port=asked["port"], log_config=None, access_log=False)
        print(f"Hearth is at http://127.0.0.1:{asked['port']}", flush=True)
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
