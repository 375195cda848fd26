"""After the havoc: is everything there that was promised, and everything once? The package says what is counted.

A process of its own inside the scratch instance: `python -m legation.config.bench.crash.judge told.json`; prints JSON.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

from legation.config.bench.crash.bank import Books, read_books
from legation.config.bench.crash.judged import Judged
from legation.config.bench.crash.records import judge_bank, judge_case, judge_files, judge_queue
from legation.config.samples import Traveller, traveller


def judge(told: dict[str, Any], books: Books) -> Judged:
    """Hold what travellers and the bank were told against what is there.

    Args:
        told: seed, today, and for each traveller the token and the promises; `before` leaves out
            what was promised later.
        books: the bank's, of the same stretch of time.
    """
    found = Judged()
    cases = _cases()
    for number, each in enumerate(told["travellers"]):
        person = traveller(told["seed"] * 1_000_000 + number, today=date.fromisoformat(told["today"]), by_rule=True)
        promises = [one for one in each["promises"] if one[0] < told.get("before", inf)]
        found.promises += len(promises)
        found.later += len(each["promises"]) - len(promises)
        if promises:
            _judge_traveller(found, _by_token(each["token"]), person, promises)
            if each.get("late"):
                _judge_late(found, _by_token(each["token"]), books)
    judge_bank(found, books)
    for case in cases.values():
        judge_case(found, case)
    judge_files(found)
    judge_queue(found)
    return found


def _cases() -> dict[str, Any]:
    from legation.procedures.models import Case

    rows = Case.objects.everywhere("a bench reads its scratch instance").select_related("application")
    return {case.reference: case for case in rows.exclude(count=0)}


def _by_token(token: str) -> Any:
    from legation.ground.errors import NotFound
    from legation.procedures.selectors import draft_of

    try:
        return draft_of(token)[0]
    except NotFound:
        return None


def _judge_traveller(found: Judged, case: Any, person: Traveller, promises: list[tuple[float, str, str]]) -> None:
    if case is None:
        found.lose(f"the application of {person.passport}")
        return
    for page in dict.fromkeys(_saved(promises, person)):
        _judge_page(found, case, person, page)
    if (
        any(path.endswith("/summary/") and onward.endswith("/fee/") for _at, path, onward in promises)
        and not case.count
    ):
        found.lose(f"{case.reference} was handed in")
    if any(path == onward for _at, path, onward in promises) and case.status not in ("issued", "withdrawn"):
        found.lose(f"{case.reference} was shown as paid and is {case.status}")


def _judge_late(found: Judged, case: Any, books: Books) -> None:
    """Who paid after they had withdrawn: the case stays closed, and the bank has paid back all of it, once."""
    from legation.payments.models import Attempt

    if case is None:
        return
    attempts = Attempt.objects.filter(payment__reference=case.application.reference)
    names = [str(name) for name in attempts.values_list("pk", flat=True)]
    came = sum(books.amounts.get(name, 0) for name in names)
    returned = sum(books.returned.get(name, 0) for name in names)
    if case.status != "withdrawn":
        found.wonder(f"{case.reference} was withdrawn and is {case.status}")
    if returned < came:
        found.lose(f"{case.reference}: {came} came after it was withdrawn, {returned} were paid back")
    elif returned > came:
        found.double(f"{case.reference}: {came} came, {returned} were paid back")


def _saved(promises: list[tuple[float, str, str]], person: Traveller) -> Iterator[str]:
    """The pages that were answered by the way to another page; the way to the application's root is no promise."""
    for _at, path, onward in promises:
        page = path.rstrip("/").rpartition("/")[2]
        if page in person.pages and onward.rstrip("/").count("/") == path.rstrip("/").count("/"):
            yield page


def _judge_page(found: Judged, case: Any, person: Traveller, name: str) -> None:
    from legation.ground.errors import LegationError
    from legation.ground.files import api as files
    from legation.procedures.answers import key_of, open_answers
    from legation.procedures.bundles import open_bundle
    from legation.procedures.kinds import FILE_KINDS, parse
    from legation.procedures.services.save_page import page_named

    answers = open_answers(case)
    for each in page_named(open_bundle(case.bundle_id), name).fields:
        if each.kind in FILE_KINDS:
            try:
                files.fetch(answers[each.field]["file"], key=key_of(case))
            except (KeyError, LegationError) as error:
                found.lose(f"{case.reference}: the picture {each.field}: {error!r}")
        elif not each.fixed and answers.get(each.field) != parse(each, person.pages[name], today=case.opened_at.date()):
            found.lose(f"{case.reference}: {each.field} on {name}")


def main(told: str) -> None:
    """Print what was found."""
    import django

    django.setup()
    from legation.config.bench.verify import check_all

    said = json.loads(Path(told).read_text())
    judged = judge(said, read_books(Path(said["bank"]), before=said.get("before", inf)))
    checked = check_all([])
    print(json.dumps({
        **judged.__dict__, "problems": judged.problems + checked.problems,
        "ledger_nonzero": checked.ledger_nonzero, "audit_broken": checked.audit_findings,
        "unverified": checked.unverified, "documents": _documents(), "retried_effects": checked.retried_effects,
    }))  # fmt: skip


def _documents() -> int:
    from legation.documents.models import Document

    return Document.objects.count()


if __name__ == "__main__":
    main(*sys.argv[1:])
