"""What each process of the simulation does (`process.py` runs it): what is asked again is not done twice."""

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from legation.config.bench.blackout import desk as desks

WITHDRAWN = 2
"""Cases of each post, paid before the blackout, that go on at the centre and at the post."""


def found(post: str) -> desks.Desk:
    """The people of a post."""
    from legation.ground.people.api import Person
    from legation.ground.posts.api import actor_of

    def somebody(role: str) -> Any:
        return actor_of(Person.objects.get(email=f"{role}.{post}@utopia.example".lower()), role)

    return desks.Desk(post, somebody("consular_officer"), somebody("cashier"))


def house(posts: str, target: str, at: str) -> dict[str, Any]:
    """The centre: posts with people, rates, full safes, open drawers and a few cases; an edge and a pack for each."""
    from legation.config.bench.blackout.stage import furnish
    from legation.config.commands.prepare import load_profile
    from legation.documents.keeping.roots import open_root
    from legation.documents.keys import create_development_keys
    from legation.edge import api as edge
    from legation.ground.outbox import api as outbox
    from legation.payments.api import create_provider_secrets

    now = datetime.fromisoformat(at)
    create_development_keys(at=now - timedelta(days=2))
    load_profile(at=now)
    create_provider_secrets()
    root = open_root(at=now)
    held: dict[str, list[str]] = {}
    for number, post in enumerate(posts.split(",")):
        desk = furnish(post, at=now)
        held[post] = []
        for seed in range(WITHDRAWN):
            reference = desks.begin(desk, "emergency_document", seed=9000 + 10 * number + seed, at=now)
            desks.pay(desk, reference, at=now)
            held[post].append(reference)
        outbox.drain(clock=lambda: now)
        for name, content in edge.enrol(post=post, root=root, by="bench", at=now).items():
            path = Path(target) / post / "keys" / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_bytes(content)
        (Path(target) / post / "pack").write_bytes(edge.make_pack(post=post, at=now))
    return {"held": held}


def work(post: str, folder: str, at: str, seed: str, week: str) -> dict[str, Any]:
    """A post's week at its edge: take the pack, say that the line is gone, serve who comes; then write the outbox.

    `week` is how many days and how many come on each, as "7x4". What is begun stands in a journal before: after a crash
    the next one is served.
    """
    from legation.edge import api as edge
    from legation.edge.models import Own
    from legation.ground.outbox import api as outbox
    from legation.procedures.services.act import act

    now, place = datetime.fromisoformat(at), Path(folder)
    days, each = map(int, week.split("x"))
    if not Own.objects.exists():
        edge.take_pack((place / "pack").read_bytes(), at=now)
    desk = found(post)
    if edge.own().cut_at is None:
        edge.cut(by=desk.officer, at=now)
    journal = place / "journal"
    begun = {line.split()[1] for line in journal.read_text().splitlines()} if journal.exists() else set()
    with journal.open("a") as log:
        for day in range(days):
            if f"b{day}" not in begun:
                _note(log, "begun", f"b{day}")
                desks.book(post, f"EDGE{post}{day}", at=now + timedelta(days=day))
            for number in range(each):
                name, moment = f"{day}.{number}", now + timedelta(days=day, minutes=17 * number)
                if name in begun:
                    continue
                _note(log, "begun", name)
                kind = list(desks.WAYS)[(day + number + int(seed)) % 2]
                reference = desks.serve(desk, kind, seed=int(seed) * 1000 + day * 100 + number, at=moment)
                _note(log, "done", name, reference)
        for reference in json.loads((place / "held").read_text()):
            if reference not in begun:
                _note(log, "begun", reference)
                act(reference=reference, verb="grant", by=desk.officer, at=now)
    last = now + timedelta(days=days)
    outbox.drain(clock=lambda: last)
    return tell(folder, last.isoformat())


def _note(log: Any, *words: str) -> None:
    log.write(" ".join(words) + "\n")
    log.flush()
    os.fsync(log.fileno())


def tell(folder: str, at: str) -> dict[str, Any]:
    """Write what the centre does not know, as files."""
    from legation.edge import api as edge

    out = Path(folder) / "out"
    out.mkdir(exist_ok=True)
    while edge.write_package(at=datetime.fromisoformat(at)):
        pass
    for row in edge.waiting():
        (out / f"{row.number:06d}").write_bytes(bytes(row.body))
    return {"packages": len(edge.waiting())}


def take(folders: str, at: str) -> dict[str, Any]:
    """The centre takes every package that lies there, and writes its receipts beside them."""
    from legation.edge import api as edge

    taken = 0
    for folder in folders.split(","):
        for path in sorted((Path(folder) / "out").glob("??????")):
            receipt = edge.take_package(path.read_bytes(), at=datetime.fromisoformat(at))
            path.with_suffix(".receipt").write_bytes(receipt)
            taken += 1
    return {"taken": taken}


def meanwhile(references: str, at: str) -> dict[str, Any]:
    """Applicants withdraw at the centre what their post works on without a line, and others book times there."""
    from legation.procedures.models import Case
    from legation.procedures.services.act import act
    from legation.procedures.services.handing_in import APPLICANT

    for reference in references.split(","):
        case = act(reference=reference, verb="withdraw", by=APPLICANT, at=datetime.fromisoformat(at))
        post = Case.objects.everywhere("a bench").values_list("post__code", flat=True).get(pk=case.pk)
        desks.book(post, f"HOME{post}", at=datetime.fromisoformat(at))
    return {}


def back(folder: str) -> dict[str, Any]:
    """The edge reads its receipts, and says what it has."""
    from legation.config.bench.blackout.stage import inventory
    from legation.edge import api as edge

    for path in sorted((Path(folder) / "out").glob("*.receipt")):
        edge.accept(path.read_bytes())
    journal = (Path(folder) / "journal").read_text().split("\n")
    done = [line.split()[2] for line in journal if line.startswith("done")]
    return {"untold": edge.is_anything_untold(), "done": done, **inventory()}


def settle(at: str) -> dict[str, Any]:
    """A person of the centre decides every conflict, now this way, now that; then everything is looked through."""
    from legation.config.bench.blackout.stage import decide, examine, inventory

    now = datetime.fromisoformat(at)
    return {**decide(at=now), **examine(now), **inventory()}


VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "house": house, "work": work, "tell": tell, "take": take, "meanwhile": meanwhile, "back": back, "settle": settle,
}  # fmt: skip
