"""The demonstration's own witness of its issuance log: it shows how one works, and proves little, being run by the same
hands. `legation demo` names it in the witnesses' policy; `legation serve` keeps the program running beside the others.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from legation.ground.transparency.notes import COSIGNATURE, Verifier
from legation.ground.transparency.policy import Witness
from legation.ground.transparency.witness.memory import Memory
from legation.ground.transparency.witnesses import policy

NAME = "demonstration.utopia.example/w1"
_OURS = "# Written by `legation demo`; a file that does not begin with this line is left alone.\n"
_PORTS_ABOVE_THE_WEB = 3  # 8003 beside the web's 8000, the test bank's 8001 and the stand-in's 8002


def name_it() -> None:
    """Write the policy that names the witness, unless somebody has written one of their own."""
    from legation.ground.transparency.log_key import log_key

    path = settings.LEGATION_WITNESSES
    if path.exists() and not path.read_text(encoding="utf-8").startswith(_OURS):
        return
    key = Verifier(NAME, COSIGNATURE, Memory(_folder()).key().public_key().public_bytes_raw())
    address = f"http://127.0.0.1:{(urlsplit(settings.LEGATION_ADDRESS).port or 8000) + _PORTS_ABOVE_THE_WEB}"
    logs = "".join(f"log {known.verifier}\n" for known in log_key().known())
    path.write_text(f"{_OURS}{logs}witness w1 {key} {address}\nquorum w1\n", encoding="utf-8")


def _folder() -> Path:
    return Path(settings.VAR) / "witness"


def address() -> str:
    """Where it serves; empty if this is no demonstration, or its policy does not name it."""
    found = _named()
    return found.address if found else ""


def command() -> list[str]:
    """What runs it, as arguments of `legation`; empty as `address`."""
    found = _named()
    if found is None:
        return []
    logs = [word for log in policy().logs for word in ("--log", str(log))]
    port = str(urlsplit(found.address).port)
    return ["witness", "--port", port, "--name", NAME, "--state", str(_folder()), *logs]


def _named() -> Witness | None:
    if not settings.LEGATION_DEMO or not policy().logs:
        return None
    ours = (each for each in policy().witnesses.values() if each.verifier.name == NAME and each.address)
    return next(ours, None)
