"""Handing a head to the witnesses (C2SP tlog-witness add-checkpoint) and keeping what they say."""

import logging
from datetime import datetime
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from legation.ground.transparency import notes, tree, witnesses
from legation.ground.transparency.models import Cosignature, Refusal, TreeHead
from legation.ground.transparency.notes import b64
from legation.ground.transparency.policy import Witness

log = logging.getLogger("legation.log")

SECONDS = 5.0
_MOST = 16 * 1024
_opener = build_opener(ProxyHandler({}))  # a witness is asked directly


class Answer(NamedTuple):
    """What a witness said: an HTTP status (0 for silence) and a text."""

    status: int
    text: str


def ask_witnesses(*, head: TreeHead, at: datetime) -> int:
    """Ask every witness that has not cosigned this head yet; gives how many did now.

    A silent one is asked again at the next call.
    """
    policy = witnesses.policy()
    done = set(head.cosignatures.values_list("witness", flat=True))
    asked = [each for each in policy.witnesses.values() if each.address and each.verifier.name not in done]
    return sum(_ask(head, witness, at) for witness in asked)


def _ask(head: TreeHead, witness: Witness, at: datetime) -> bool:
    name = witness.verifier.name
    answer = _add_checkpoint(witness, head, _last_seen(name))
    if answer.status == 409 and answer.text.strip().isdecimal() and int(answer.text) <= head.size:
        answer = _add_checkpoint(witness, head, int(answer.text))
    line = _cosignature(head, witness, answer) if answer.status == 200 else None
    if line:
        Cosignature.objects.get_or_create(head=head, witness=name, defaults={"line": line, "at": at})
    elif answer.status in (409, 422):
        # not silence, but contradiction: kept for good, and found by `legation audit verify`
        said = {"said": answer.text[:200], "at": at}
        Refusal.objects.get_or_create(head=head, witness=name, status=answer.status, defaults=said)
    if not line:
        log.warning("witness %s did not cosign %d: %d %s", name, head.size, answer.status, answer.text[:100])
    return line is not None


def _last_seen(name: str) -> int:
    seen = Cosignature.objects.filter(witness=name).order_by("-head__size").values_list("head__size", flat=True)
    return seen.first() or 0


def _add_checkpoint(witness: Witness, head: TreeHead, old: int) -> Answer:
    proof = "".join(f"{b64(each)}\n" for each in tree.consistency(old, head.size))
    body = f"old {old}\n{proof}\n{head.note}".encode()
    request = Request(f"{witness.address.rstrip('/')}/add-checkpoint", data=body, method="POST")  # noqa: S310 — ours
    try:
        with _opener.open(request, timeout=SECONDS) as response:
            return Answer(response.status, response.read(_MOST).decode())
    except HTTPError as error:
        with error:
            return Answer(error.code, error.read(_MOST).decode(errors="replace"))
    except (URLError, OSError, HTTPException, UnicodeDecodeError) as error:
        return Answer(0, str(error))


def _cosignature(head: TreeHead, witness: Witness, answer: Answer) -> str | None:
    """The witness's line, if it holds on our head."""
    try:
        body, _signatures = notes.read_note(head.note)
        lines = notes.read_signatures(answer.text)
        for line in lines:
            if notes.signers_of(body, [line], [witness.verifier]):
                return str(line)
    except notes.Malformed as error:
        log.warning("witness %s: %s", witness.verifier.name, error)
    return None
