"""After the load: has every case come to its end, is every paper signed, do the books of each post agree?

A process of its own inside the scratch instance: `python -m legation.config.bench.consular.verify result.json`.
"""

import json
import random
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from legation.config.bench.consular.services import SERVICES
from legation.config.bench.verify import SAMPLE, Checked, check_books, read_queue, signature_problems


def check_all(done: list[tuple[str, str, float, float]]) -> dict[str, Any]:
    """What was found about the cases that people saw come to their end: `Checked`, and `books_off` by post."""
    found, services = Checked(), {each.code: each for each in SERVICES}
    cases = _cases([case for case, _service, _came, _ended in done])
    sample = set(random.Random(1).sample(sorted(cases), min(SAMPLE, len(cases))))  # noqa: S311
    for reference, code, _came, _ended in done:
        case, service = cases[reference], services[code]
        problems = [] if case.status == service.end else [f"the case is {case.status}"]
        if service.issues and not problems:
            problems = _paper_problems(case, deep=reference in sample)
        found.note(reference, problems)
        found.documents += service.issues and not problems
    check_books(found)
    read_queue(found)
    return {**found.__dict__, "books_off": _books_off()}


def _cases(references: list[str]) -> dict[str, Any]:
    from legation.procedures.models import Case

    rows = Case.objects.everywhere("a bench reads its scratch instance").filter(reference__in=references)
    return {case.reference: case for case in rows}


def _paper_problems(case: Any, *, deep: bool) -> list[str]:
    """What is wrong with the paper of a case."""
    from legation.documents.api import fetch
    from legation.documents.models import Document
    from legation.procedures.answers import key_of

    row = Document.objects.filter(reference=case.reference).first()
    if row is None:
        return ["no document"]
    pdf = fetch(row.number, key=key_of(case))
    problems = [] if sha256(pdf).hexdigest() == row.digest else ["the register has another digest"]
    return problems + (list(signature_problems(pdf)) if deep else [])


def _books_off() -> list[str]:
    """The posts and currencies whose drawers hold another sum than the ledger says, or the other way round."""
    from django.db.models import Sum

    from legation.payments.api import balances
    from legation.payments.till.models import Slip

    held: dict[tuple[str, str], int] = {}
    for balance in balances():
        kind, place, *_rest = [*balance.account.split(":"), "", ""]
        if kind in ("drawer", "safe"):
            held[place, balance.currency] = held.get((place, balance.currency), 0) + balance.amount
    rows = Slip.objects.values_list("book__place", "currency").annotate(sum=Sum("cash")).order_by()
    taken = {(place, currency): int(total) for place, currency, total in rows}
    return [f"{place} {currency}" for place, currency in sorted({*held, *taken})
            if held.get((place, currency), 0) != taken.get((place, currency), 0)]  # fmt: skip


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(check_all(json.loads(Path(sys.argv[1]).read_text())["done"])))
