"""The contract of reading outside: whatever a stranger's server does, it costs little and learns nothing."""

import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.pages import Asked, Entry, NoPages, Outline, Pulled, Trouble, Unread
from tests.worlds.strangers import Line, Request, Strangers, rss, strangers

WHEN = "Mon, 23 Nov 2026 07:00:00 GMT"
FEED = rss("Loom news", ("On looms", "https://looms.example.org/1?utm_source=rss&amp;p=2", WHEN))
AT = "http://looms.example.org/feed"
HOST = "looms.example.org/feed"
BOMB = b"<rss>" + b" " * 50_000_000
LOL = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(b'<!ENTITY lol%d "%s">' % (i, b"&lol%d;" % (i - 1) * 10) for i in range(1, 10))
    + b"]><rss><channel><item><title>&lol9;</title></item></channel></rss>"
)
FILE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>'


@pytest.fixture
async def web() -> AsyncIterator[Strangers]:
    async with strangers() as found:
        yield found


async def why(web: Strangers, url: str = AT) -> Unread | Pulled:
    return await web.pages().read(Asked(url))


# Honest ones


async def test_a_feed_is_read_and_asked_for_again_only_if_it_changed(web: Strangers) -> None:
    web.publishes(HOST, FEED, etag='"one"', last_modified=WHEN)
    read = await web.pages().read(Asked(AT))
    assert isinstance(read, Pulled)
    when = datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert read == Pulled(
        "Loom news",
        (Entry(read.entries[0].key, "On looms", "https://looms.example.org/1?p=2", when),),
        etag='"one"',
        modified=WHEN,
    )
    again = await web.pages().read(Asked(AT, read.etag, read.modified))
    assert again == Pulled(etag='"one"', modified=read.modified, same=True)
    assert web.asked[-1].headers["if-modified-since"] == read.modified
    assert {"cookie", "authorization"} & web.asked[-1].headers.keys() == set()


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_packed_feed_is_unpacked(web: Strangers, encoding: str) -> None:
    packed = gzip.compress(FEED) if encoding == "gzip" else zlib.compress(FEED)
    web.publishes(HOST, packed, content_encoding=encoding)
    read = await why(web)
    assert isinstance(read, Pulled)
    assert [e.title for e in read.entries] == ["On looms"]


async def test_a_list_of_feeds_is_told_without_the_addresses_that_are_not_read(web: Strangers) -> None:
    web.publishes(
        HOST,
        b'<opml version="2.0"><head><title>Our reading</title></head><body><outline text="Weaving">'
        b'<outline text="Looms &lt;b&gt;" type="rss" xmlUrl="http://looms.example.org/rss"/>'
        b'<outline text="Again" xmlUrl="http://LOOMS.example.org:80/rss"/>'
        b'<outline text="Here" xmlUrl="http://127.0.0.1/rss"/><outline text="Odd" xmlUrl="file:///etc/passwd"/>'
        b"</outline></body></opml>",
        content_type="text/x-opml",
    )
    assert await why(web) == Pulled(
        "Our reading", outlines=(Outline("Looms", "http://looms.example.org/rss"),), listing=True
    )


async def test_a_move_for_good_is_told_and_a_passing_one_is_not(web: Strangers) -> None:
    web.publishes("new.example.org/feed", FEED)
    web.says(HOST, "301 Moved Permanently", location="http://new.example.org/feed")
    read = await why(web)
    assert isinstance(read, Pulled)
    assert read.moved == "http://new.example.org/feed"
    web.says(HOST, "302 Found", location="//new.example.org/feed")
    read = await why(web)
    assert isinstance(read, Pulled)
    assert (read.moved, len(read.entries)) == ("", 1)


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("410 Gone", Unread(Trouble.GONE, 410)),
        ("404 Not Found", Unread(Trouble.STATUS, 404)),
        ("304 Not Modified", Unread(Trouble.STATUS, 304)),
        ("500 Oh no", Unread(Trouble.STATUS, 500)),
    ],
)
async def test_another_answer_is_told_as_it_is(web: Strangers, status: str, found: Unread) -> None:
    web.says(HOST, status)
    assert await why(web) == found


@pytest.mark.parametrize(
    ("body", "kind", "found"),
    [
        (b"<!DOCTYPE html><html><title>Hello</title></html>", "text/html", Trouble.KIND),
        (FEED, "image/png", Trouble.KIND),
        (b"", "text/xml", Trouble.KIND),
        (b"\x00\x01\x02", "application/octet-stream", Trouble.KIND),
        (b"{}", "application/feed+xml", Trouble.KIND),
        (b"<opml><head>", "text/xml", Trouble.BROKEN),
        (b"<rss>", "text/xml", Trouble.BROKEN),
        (LOL, "text/xml", Trouble.HOSTILE),
        (LOL.decode().encode("utf-16"), "text/xml", Trouble.HOSTILE),
        (FILE, "text/xml", Trouble.HOSTILE),
        (b"<rss>" + b"<a>" * 20_000, "text/xml", Trouble.BROKEN),
        (b"<rss>" + b"<a " * 100_001, "text/xml", Trouble.LARGE),
        (b"<rss>" + b"<" * 100_001, "text/xml", Trouble.HOSTILE),
        (b"<!-- <rss> " * 9, "text/xml", Trouble.KIND),
    ],
)
async def test_what_is_no_feed_is_told_in_one_word(web: Strangers, body: bytes, kind: str, found: Trouble) -> None:
    web.publishes(HOST, body, content_type=kind)
    assert await why(web) == Unread(found)


# Hostile ones


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://localhost/", "http://[::1]/",
     "http://looms.example.org:8080/", "ftp://looms.example.org/", "http://a:b@looms.example.org/", "file:///etc/passwd"],
)  # fmt: skip
async def test_a_closed_address_is_never_asked_and_never_redirected_to(web: Strangers, url: str) -> None:
    assert await why(web, url) == Unread(Trouble.ADDRESS)
    assert web.asked == []
    web.says(HOST, "302 Found", location=url)
    assert await why(web) == Unread(Trouble.ADDRESS)
    assert len(web.asked) == 1


@pytest.mark.parametrize("addresses", [("10.0.0.7",), ("127.0.0.1", "10.0.0.7"), ("::1",), ("169.254.169.254",)])
async def test_a_name_that_leads_inside_is_not_connected_to(web: Strangers, addresses: tuple[str, ...]) -> None:
    web.names["looms.example.org"] = [addresses]
    web.publishes(HOST, FEED)
    assert await why(web) == Unread(Trouble.ADDRESS)
    web.says("fine.example.org/", "301 Moved", location=AT)
    assert await why(web, "http://fine.example.org/") == Unread(Trouble.ADDRESS)
    assert [r.url for r in web.asked] == ["fine.example.org/"]


async def test_a_name_is_asked_for_once_a_hop_so_no_second_answer_leads_inside(web: Strangers) -> None:
    web.names["looms.example.org"] = [("127.0.0.1",), ("10.0.0.7",)]
    web.publishes(HOST, FEED)
    assert isinstance(await why(web), Pulled)
    assert await why(web) == Unread(Trouble.ADDRESS)


async def test_redirects_come_to_an_end(web: Strangers) -> None:
    web.says(HOST, "302 Found", location=AT)
    assert await why(web) == Unread(Trouble.REDIRECTS)
    assert len(web.asked) == 5
    web.says(HOST, "302 Found", location="http://[")
    assert isinstance(await why(web), Unread)


async def test_a_gigabyte_is_cut_off_after_a_few_kilobytes(web: Strangers) -> None:
    async def pours(line: Line, request: Request) -> None:
        await line.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n\r\n<rss>")
        for _mega in range(1_000):
            await line.send(b" " * 1_000_000)

    web.plays[HOST] = pours
    assert await why(web) == Unread(Trouble.LARGE)
    assert web.lines[0].sent < 20_000_000  # what the sockets of this machine hold
    web.publishes(HOST, b"", content_length="1000000000")
    assert await why(web) == Unread(Trouble.LARGE)


async def test_a_bomb_is_not_unpacked(web: Strangers) -> None:
    web.publishes(HOST, gzip.compress(BOMB), content_encoding="gzip")
    tracemalloc.start()
    try:
        assert await why(web) == Unread(Trouble.LARGE)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    web.publishes(HOST, gzip.compress(FEED)[:-9], content_encoding="gzip")
    assert await why(web) == Unread(Trouble.BROKEN)
    web.publishes(HOST, FEED, content_encoding="br")
    assert await why(web) == Unread(Trouble.KIND)


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n<rss>"])
async def test_who_drips_is_not_waited_for(web: Strangers, head: bytes) -> None:
    web.drips(HOST, head)
    assert await web.web(within=timedelta(seconds=0.3)).get(Asked(AT)) == Unread(Trouble.SLOW)


async def test_headers_without_end_are_not_kept(web: Strangers) -> None:
    async def boasts(line: Line, request: Request) -> None:
        await line.send(b"HTTP/1.1 200 OK\r\n")
        for number in range(1_000_000):
            await line.send(b"x-%d: %s\r\n" % (number, b"y" * 4_000))

    web.plays[HOST] = boasts
    assert await why(web) == Unread(Trouble.UNREACHABLE)
    assert web.lines[0].sent < 20_000_000


async def test_who_speaks_another_tongue_or_nothing_is_unreachable(web: Strangers) -> None:
    async def mumbles(line: Line, request: Request) -> None:
        await line.send(b"220 smtp ready\r\n")

    web.plays[HOST] = mumbles
    assert await why(web) == Unread(Trouble.UNREACHABLE)
    web.reachable = False
    assert await why(web) == Unread(Trouble.UNREACHABLE)
    assert await why(web, AT.replace("http:", "https:")) == Unread(Trouble.UNREACHABLE)
    assert await NoPages().read(Asked(AT)) == Unread(Trouble.UNREACHABLE)
