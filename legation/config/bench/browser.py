"""A browser without script: keep-alive, cookies, redirects, forms. As little of it as costs little CPU."""

import asyncio
import re
import zlib
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode, urljoin, urlsplit

TIMEOUT_SECONDS = 60
_BOUNDARY = "----legation7d1f2c9a"
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_MOST_REDIRECTS = 5


class Unexpected(Exception):
    """An answer that a traveller would call an error."""


@dataclass(frozen=True)
class Page:
    """An answer: where it is, its status, its body unpacked."""

    url: str
    status: int
    headers: dict[str, list[str]]
    body: bytes

    @property
    def path(self) -> str:
        """The path of its address."""
        return urlsplit(self.url).path


@dataclass
class Browser:
    """One traveller's browser.

    Args:
        address: What the traveller's proxy says they come from.
        timings: Filled with (step, seconds) for every single request.
        due: When the first request should have been sent (perf_counter): it is timed from then.
    """

    address: str
    timings: list[tuple[str, float]]
    due: float | None = None
    _cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    _lines: dict[str, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=dict)

    async def get(self, url: str, step: str) -> Page:
        """Open an address, and what it leads to."""
        return await self._follow(await self._send("GET", url, step), step)

    async def submit(self, page: Page, url: str, data: dict[str, str], step: str) -> Page:
        """Send a form that stands on `page`."""
        form = _with_token(page, data)
        kind = "application/x-www-form-urlencoded"
        return await self._follow(await self._send("POST", url, step, urlencode(form).encode(), kind), step)

    async def upload(self, page: Page, data: dict[str, str], files: dict[str, bytes], step: str) -> Page:
        """Send a form of several parts to the address of the page it stands on."""
        body = _multipart(_with_token(page, data), files)
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        return await self._follow(await self._send("POST", page.url, step, body, kind), step)

    def keep(self, host: str, name: str, value: str) -> None:
        """Have a cookie of a host, as if it had sent it."""
        self._cookies.setdefault(host, {})[name] = value

    def close(self) -> None:
        """Let go of every connection."""
        for _reader, writer in self._lines.values():
            writer.close()
        self._lines.clear()

    async def _follow(self, page: Page, step: str) -> Page:
        for _ in range(_MOST_REDIRECTS):
            if page.status not in (301, 302, 303):
                break
            page = await self._send("GET", urljoin(page.url, page.headers["location"][0]), f"{step} >")
        if page.status != 200:
            raise Unexpected(f"{step}: {page.status} at {page.path}")
        return page

    async def _send(self, method: str, url: str, step: str, body: bytes = b"", kind: str = "") -> Page:
        parts = urlsplit(url)
        begin = perf_counter() if self.due is None else self.due
        self.due = None
        async with asyncio.timeout(TIMEOUT_SECONDS):
            reader, writer = await self._line(parts.netloc)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            writer.write(self._head(method, target, parts.netloc, len(body), kind))
            if body:
                writer.write(body)
            page = await self._read(reader, url)
        self.timings.append((step, perf_counter() - begin))
        return page

    async def _line(self, host: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if host not in self._lines:
            name, _, port = host.partition(":")
            self._lines[host] = await asyncio.open_connection(name, int(port))
        return self._lines[host]

    def _head(self, method: str, target: str, host: str, length: int, kind: str) -> bytes:
        lines = [
            f"{method} {target} HTTP/1.1", f"Host: {host}", "Accept: text/html,image/*", "Accept-Encoding: gzip",
            "Accept-Language: en", "User-Agent: legation-bench", f"X-Forwarded-For: {self.address}",
        ]  # fmt: skip
        if kind:
            lines += [f"Origin: http://{host}", f"Content-Type: {kind}", f"Content-Length: {length}"]
        if cookies := self._cookies.get(host):
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
        return "\r\n".join([*lines, "", ""]).encode()

    async def _read(self, reader: asyncio.StreamReader, url: str) -> Page:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, list[str]] = {}
        for line in head[1:-2]:
            name, _, value = line.partition(":")
            headers.setdefault(name.lower(), []).append(value.strip())
        body = await reader.readexactly(int(headers.get("content-length", ["0"])[0]))
        if headers.get("content-encoding") == ["gzip"]:
            body = zlib.decompress(body, wbits=31)
        self._keep_cookies(urlsplit(url).netloc, headers.get("set-cookie", []))
        return Page(url, int(head[0].split(" ", 2)[1]), headers, body)

    def _keep_cookies(self, host: str, sent: list[str]) -> None:
        for cookie in sent:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies.setdefault(host, {})[name] = value


def _with_token(page: Page, data: dict[str, str]) -> dict[str, str]:
    found = _TOKEN.search(page.body)
    return {"csrfmiddlewaretoken": found[1].decode(), **data} if found else data


def _multipart(data: dict[str, str], files: dict[str, bytes]) -> bytes:
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in data.items()
    ]
    for name, content in files.items():
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.jpg"\r\n'
        parts += [f"{head}Content-Type: image/jpeg\r\n\r\n".encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{_BOUNDARY}--\r\n".encode()])
