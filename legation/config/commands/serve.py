"""One command for one machine: web, worker and signer as child processes; one that dies is started again."""

import socket
import subprocess
import sys
import time
from contextlib import closing
from urllib.parse import urlsplit

from django.conf import settings

from legation.config import demo_witness
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
    command = [sys.executable, "-m", "legation.config.cli"]
    if "--seed" in arguments:
        subprocess.Popen([*command, "seed"])
    running: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}
    for name in parts():
        running[tuple(name)] = subprocess.Popen([*command, *name])
        if name == SIGNER:
            _until_it_listens()
    stopping = Stop()
    while not stopping:
        time.sleep(0.5)
        for part, process in running.items():
            if process.poll() is not None and not stopping:
                print(f"{part[0]} ended with {process.returncode}; starting it again", file=sys.stderr)
                time.sleep(1)
                running[part] = subprocess.Popen([*command, *part])
    for process in running.values():
        process.terminate()
    for process in running.values():
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    return 0
