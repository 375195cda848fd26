"""A printing place that speaks our own protocol over HTTP: the shipped simulator does, a gateway may."""

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

from legation.ground import lines
from legation.ground.errors import NotAllowed, Unavailable
from legation.production import envelope
from legation.production.rules import Result, Said


class LinePrinter:
    """The printing place at LEGATION_PRINTER; what both know lies in `$LEGATION_KEYS/printer.secret`."""

    name = "line"

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    def submit(self, file: dict[str, Any]) -> None:
        """See `Printer`."""
        data = b64encode(envelope.packed(file, secret=_secret()))
        said = lines.ask(f"{self._address}/orders/{quote(file['order'], safe='')}", data, _shown())
        if said.get("order") != file["order"]:
            raise Unavailable("the printing place answers about another order")

    def messages(self, order: str) -> list[Said]:
        """See `Printer`."""
        said = lines.ask(f"{self._address}/orders/{quote(order, safe='')}", None, _shown())
        return [read(each) for each in said.get("messages", [])]


def read(message: str) -> Said:
    """What a message says.

    Raises:
        NotAllowed: it is not signed by the printing place, or is none.
    """
    try:
        said = envelope.opened(b64decode(message), secret=_secret(), use=envelope.MESSAGE)
        texts = [str(said[name]) for name in ("message", "order", "blank", "chip")]
        return Said(texts[0][:80], texts[1], Result(said["result"]), texts[2][:20], texts[3][:40], tuple(said["lines"]))
    except (envelope.Broken, KeyError, ValueError, TypeError) as error:
        raise NotAllowed(f"no message of the printing place: {error!r}") from error


def _secret() -> str:
    try:
        return (Path(settings.LEGATION_KEYS) / "printer.secret").read_text()
    except FileNotFoundError:
        raise Unavailable("printer.secret is missing; `legation prepare` makes it") from None


def _shown() -> dict[str, str]:
    return {"Authorization": f"Bearer {envelope.derived(_secret(), envelope.DOOR).hex()}"}
