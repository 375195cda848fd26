"""The load: people come to posts when they come (an open loop), and officers, cashiers and the centre do their part.

A process of its own: `python -m legation.config.bench.consular.generator plan.json result.json`.
"""

import asyncio
import gc
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from legation.config.bench.browser import Browser, Page, Unexpected
from legation.config.bench.consular.services import CENTRE, NUMBER, SERVICES, Service
from legation.config.bench.photos import photo_path

SETTLED_WITHIN, LOOK_AGAIN = 60.0, 0.5
PEAK = 0.5
"""A Monday: in the middle of the time come half as many again as on average, at its ends half as many."""
_APPLICATION = re.compile(r"/application/[^/]+/([\w-]+)/$")
_CASE = re.compile(rb'href="/en/desk/([^/"]+)/\?counter"')
_INPUT = re.compile(rb' name="([^"]+)"')
_DRAWN = re.compile(rb'name="drawn" value="([^"]*)"')
_TO_PAY = re.compile(rb"At the cash desk they pay .{0,80} under <[^>]*>([A-Z0-9-]{8,})<")
_DUE = re.compile(rb'name="due" value="(\d+)"')


@dataclass(frozen=True)
class Plan:
    """What to do: how many come in a second, for how long, where to, with which staff, forms and photos."""

    base: str
    rate: float
    seconds: float
    seed: int
    photos: str
    pictures: int
    staff: dict[str, Any]
    forms: dict[str, dict[str, str]]

    def arrivals(self) -> list[float]:
        """Seconds after the start at which people come: Poisson, thinned to a peak in the middle."""
        return list(self._arrivals())

    def _arrivals(self) -> Iterator[float]:
        rng, at = random.Random(self.seed), 0.0  # noqa: S311 — a load that can be repeated
        while True:
            at += rng.expovariate(self.rate * (1 + PEAK))
            if at > self.seconds:
                return
            share = 1 + PEAK - 4 * PEAK * abs(at / self.seconds - 0.5)
            if rng.random() * (1 + PEAK) < share:
                yield at


@dataclass
class Result:
    """What happened. `done`: (case, service, when it came, when it ended); timings are (step, seconds)."""

    began: float = 0.0
    offered: int = 0
    done: list[tuple[str, str, float, float]] = field(default_factory=list)
    timings: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    gone: int = 0
    waited_s: list[float] = field(default_factory=list)
    cpu_s: float = 0.0


class Desks:
    """The windows of posts and of the centre: whoever comes takes one that is free, or waits for it."""

    def __init__(self, plan: Plan) -> None:
        self._free: dict[tuple[str, str], asyncio.Queue[str]] = {}
        for post, roles in plan.staff.items():
            for role, sessions in roles.items():
                queue = self._free[post, role] = asyncio.Queue()
                for each in sessions:
                    queue.put_nowait(each)

    async def take(self, post: str, role: str) -> str:
        """The session of somebody who is free now."""
        return await self._free[post, role].get()

    def give(self, post: str, role: str, session: str) -> None:
        """They are free again."""
        self._free[post, role].put_nowait(session)


class Load:
    """The people of a plan, on their way."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._result, self._desks = plan, Result(), Desks(plan)
        self._host = plan.base.partition("://")[2]

    async def run(self) -> Result:
        """Send everybody off in time; gives what happened when the last has gone home."""
        rng = random.Random(self._plan.seed + 1)  # noqa: S311
        due, posts = self._plan.arrivals(), [post for post in self._plan.staff if post != "HQ"]
        shares = [each.share for each in SERVICES]
        begin, self._result.began, self._result.offered = time.perf_counter(), time.time(), len(due)
        async with asyncio.TaskGroup() as group:
            for number, after in enumerate(due):
                service, post = rng.choices(SERVICES, shares)[0], rng.choice(posts)
                await asyncio.sleep(max(0.0, begin + after - time.perf_counter()))
                group.create_task(self._come(number, service, post, self._result.began + after))
        self._result.cpu_s = time.process_time()
        return self._result

    async def _come(self, number: int, service: Service, post: str, came: float) -> None:
        try:
            case = await self._at_the_window(number, service, post, came)
            for where, verb in service.acts:
                at, role = ("HQ", "central_officer") if where == CENTRE else (post, "consular_officer")
                await self._act(at, role, case, verb)
            self._result.done.append((case, service.code, came, time.time()))
        except (Unexpected, OSError, EOFError, TimeoutError) as error:
            self._result.errors.append(f"{service.code}: {type(error).__name__}: {error}")

    def _browser(self, session: str) -> Browser:
        browser = Browser("10.0.0.1", self._result.timings)
        browser.keep(self._host, "sessionid", session)
        return browser

    async def _at_the_window(self, number: int, service: Service, post: str, came: float) -> str:
        """Known, begun, filled in, handed in, and paid at the cash desk; gives the case's reference."""
        session = await self._desks.take(post, "consular_officer")
        browser = self._browser(session)
        self._result.waited_s.append(time.time() - came)
        try:
            page = await self._filled(browser, number, service)
            case, due = _CASE.search(page.body), _TO_PAY.search(page.body)
            if case is None or bool(due) != service.costs:
                raise Unexpected(f"counter: {'no case' if case is None else 'the fee'} at {page.path}")
        finally:
            browser.close()
            self._desks.give(post, "consular_officer", session)
        if due is not None:
            await self._paid(post, f"{self._plan.base}/en/till/{post}/payment/?reference={due[1].decode()}")
        return case[1].decode()

    async def _filled(self, browser: Browser, number: int, service: Service) -> Page:
        """Begun, filled in and handed in; gives the counter's page of whoever is served."""
        base, who = self._plan.base, f"U{self._plan.seed:02d}{number:06d}"
        born = date(1950, 1, 1) + timedelta(days=number % 15_000)
        day = {"birth_date-day": str(born.day), "birth_date-month": str(born.month), "birth_date-year": str(born.year)}
        page = await browser.get(f"{base}/en/counter/", "counter")
        page = await browser.submit(page, f"{base}/en/counter/", {"number": who, **day}, "counter: who")
        page = await browser.submit(page, f"{base}/en/counter/person/begin/", {"procedure": service.code}, "begin")
        page = await self._whole(browser, page, number, service, {NUMBER: who, **day})
        return await browser.submit(page, page.url, {"truth": "yes"}, "hand in")

    async def _whole(self, browser: Browser, page: Page, number: int, service: Service, own: dict[str, str]) -> Page:
        """The whole form: what stands on the page is filled in and sent; gives the summary."""
        data = {**self._plan.forms[service.code], **own}
        for _time in range(2):  # what follows from an answer is asked when that is saved
            drawn = _INPUT.findall(page.body)
            typed = {name: data[name] for each in drawn if (name := each.decode()) in data}
            typed["drawn"] = found[1].decode() if (found := _DRAWN.search(page.body)) else ""
            if service.photo.encode() in drawn:
                photo = photo_path(Path(self._plan.photos), number % self._plan.pictures).read_bytes()
                page = await browser.upload(page, typed, {service.photo: photo}, "whole form")
            else:
                page = await browser.submit(page, page.url, typed, "whole form")
            if _place(page) == "summary":
                return page
        raise Unexpected(f"{service.code}: the form came again")

    async def _paid(self, post: str, address: str) -> None:
        session = await self._desks.take(post, "cashier")
        browser = self._browser(session)
        try:
            page = await browser.get(address, "till: payment")
            due = _DUE.search(page.body)
            if due is None:
                raise Unexpected("till: nothing is due")
            data = {"reference": address.partition("reference=")[2], "due": due[1].decode(), "tendered": ""}
            page = await browser.submit(page, f"{self._plan.base}/en/till/{post}/take/", data, "till: take")
            if "/receipts/" not in page.path:
                raise Unexpected(f"till: {page.path} instead of a receipt")
        finally:
            browser.close()
            self._desks.give(post, "cashier", session)

    async def _act(self, post: str, role: str, case: str, verb: str) -> None:
        """Open the case when it is there, and do it; the next case of the queue comes with the answer."""
        address, until = f"{self._plan.base}/en/desk/{case}/", time.monotonic() + SETTLED_WITHIN
        while True:
            session = await self._desks.take(post, role)
            browser = self._browser(session)
            try:
                page = await browser.get(address, "desk: case")
                if f"/desk/{case}/{verb}/".encode() in page.body:
                    await self._done(browser, page, f"{address}{verb}/", verb)
                    return
            finally:
                browser.close()
                self._desks.give(post, role, session)
            if time.monotonic() > until:
                raise Unexpected(f"desk: {verb} never came")
            await asyncio.sleep(LOOK_AGAIN)

    async def _done(self, browser: Browser, page: Page, address: str, verb: str) -> None:
        """Do it, and see the next case: which another may have handed on just then; that is counted by itself."""
        try:
            await browser.submit(page, address, {}, f"desk: {verb}")
        except Unexpected as error:
            if f": 404 at {page.path}" in str(error) or ": 404 at /en/desk/" not in str(error):
                raise
            self._result.gone += 1


def _place(page: Page) -> str:
    """The page of an application that an address names."""
    found = _APPLICATION.search(page.path)
    if found is None:
        raise Unexpected(f"no application at {page.path}")
    return found[1]


def main(plan: str, result: str) -> None:
    """Carry out the plan in one file and write the result to another."""
    gc.disable()
    found = asyncio.run(Load(Plan(**json.loads(Path(plan).read_text()))).run())
    Path(result).write_text(json.dumps(asdict(found)))


if __name__ == "__main__":
    main(*sys.argv[1:])
