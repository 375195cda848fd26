"""One command for one machine: web, worker and signer as child processes; one that dies is started again.

They are copies of this process, which has loaded the house once: a dozen programs begin in the time of two.
"""

import gc
import signal
import socket
import sys
import time
from contextlib import closing
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from setproctitle import setproctitle

from legation.config import cli, counting, demo_witness
from legation.config.commands.stopping import Stop
from legation.payments.providers.stripe.account import has_stand_in

GRACE_SECONDS = 10
SIGNER = ["sign"]


def parts() -> list[list[str]]:
    """The commands to run side by side."""
    found = [
        SIGNER,
        ["work"],
        ["log", "write"],
        ["web", "--port", str(urlsplit(settings.LEGATION_ADDRESS).port or 8000)],
    ]
    witness = demo_witness.command()
    return [*([name] for name in banks()), *([witness] if witness else []), *found]


def banks() -> dict[str, str]:
    """The payment providers and other houses of a demonstration, and where they serve."""
    found = {"testbank": settings.LEGATION_TESTBANK} if settings.LEGATION_DEMO else {}
    if settings.LEGATION_DEMO and settings.LEGATION_SIGN_ON:
        found["signon"] = settings.LEGATION_SIGN_ON
    if settings.LEGATION_DEMO and settings.LEGATION_REGISTER:
        found["register"] = settings.LEGATION_REGISTER
    if settings.LEGATION_DEMO and settings.LEGATION_TSA:
        found["tsa"] = settings.LEGATION_TSA
    if settings.LEGATION_DEMO and settings.LEGATION_SMS:
        found["smsgateway"] = settings.LEGATION_SMS
    if settings.LEGATION_DEMO and settings.LEGATION_TERMINAL:
        found["terminal"] = settings.LEGATION_TERMINAL
    if settings.LEGATION_DEMO and settings.LEGATION_PRINTER:
        found["printer"] = settings.LEGATION_PRINTER
    if settings.LEGATION_DEMO and settings.LEGATION_PUSH:
        found["pushservice"] = settings.LEGATION_PUSH.split(",")[0]
    return found | ({"stripebank": settings.LEGATION_STRIPE} if has_stand_in() else {})


def taken() -> list[str]:
    """Addresses of ours that somebody answers at already: two servers may share a port without noticing."""
    addresses = [settings.LEGATION_ADDRESS, *banks().values(), *filter(None, [demo_witness.address()])]
    found = []
    for address in addresses:
        parts_of = urlsplit(address)
        with closing(socket.socket()) as line:
            line.settimeout(2)
            if line.connect_ex((parts_of.hostname or "127.0.0.1", parts_of.port or 80)) == 0:
                found.append(address)
    return found


def _until_it_listens() -> None:
    """Others ask the signer at once; if it takes too long, they begin all the same and try again."""
    until = time.monotonic() + GRACE_SECONDS
    with closing(socket.socket(socket.AF_UNIX)) as line:
        while line.connect_ex(str(settings.LEGATION_SIGNER)) != 0 and time.monotonic() < until:
            time.sleep(0.05)


def run(arguments: list[str]) -> int:
    """Keep every part running until stopped."""
    if occupied := taken():
        where = " and ".join(occupied)
        print(f"something answers at {where} already; stop it, or set LEGATION_ADDRESS", file=sys.stderr)
        return 1
    load()
    stopping = Stop()
    once = [_begun(["seed"])] if "--seed" in arguments else []
    running: dict[tuple[str, ...], ForkProcess] = {}
    try:
        for name in parts():
            running[tuple(name)] = _begun(name)
            if name == SIGNER:
                _until_it_listens()
        while not stopping:
            time.sleep(0.5)
            for part, process in running.items():
                if process.exitcode is not None and not stopping:
                    print(f"{part[0]} ended with {process.exitcode}; starting it again", file=sys.stderr)
                    time.sleep(1)
                    running[part] = _begun(list(part))
    finally:
        _end([*once, *running.values()])
    return 0


def load() -> None:
    """Load what the parts have in common, once for all of them: their programs begin as copies of this one.

    Nothing may be open or running here that a copy must not have: no connection, no thread.
    """
    counting.keep("serve")
    django.setup()
    import_module("legation.config.wsgi")
    get_resolver().url_patterns  # noqa: B018 — it is a property that loads every view
    connections.close_all()
    gc.collect()
    gc.freeze()


def _begun(part: list[str]) -> ForkProcess:
    process = get_context("fork").Process(target=_be, args=(part,), name=" ".join(part))
    process.start()
    return process


def _be(part: list[str]) -> None:
    """What a copy of this process does: it is the part's program, under its own name and with nobody's signals."""
    setproctitle(" ".join(["legation", *part]))
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_DFL)
    sys.exit(cli.main(part))


def _end(processes: list[ForkProcess]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(GRACE_SECONDS)
        if process.exitcode is None:
            process.kill()
