"""A small house that has issued, with its log written: what the planted tests tamper with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db.models import F

from legation.documents import api as documents
from legation.documents.models import Document
from legation.documents.signer.local import local_signer
from legation.documents.signer.log import SignatureLog
from legation.ground.audit.rules import GENESIS
from legation.ground.outbox import api as outbox
from legation.ground.transparency import api
from legation.ground.transparency.models import Cursor, TreeHead
from legation.procedures.models import Case, CaseAction
from tests.ground.transparency.planting import without_triggers
from tests.procedures.support import paid

EVERY_TABLE = ("commitment", "leaf", "tile", "treehead", "cosignature", "refusal")


def an_hour_ago() -> datetime:
    """When the signer signs: long enough ago for the queue to be done."""
    return datetime.now(UTC) - timedelta(hours=1)


@dataclass
class House:
    """What the tests reach for."""

    at: datetime
    record: Path
    writer: api.Writer

    @classmethod
    def opened(cls, folder: Path, at: datetime) -> "House":
        """A house with a signer in this process that keeps its record in `folder`."""
        record = folder / "signed.jsonl"
        signer = local_signer(lambda _reference, _decision: True, log=SignatureLog(record), clock=an_hour_ago)
        documents.connect_signer(signer)
        return cls(at, record, api.Writer())

    def issue(self, seed: int) -> Case:
        """One traveller applies, pays and is given an e-visa by rule; the log is written and its head signed."""
        case, _person = paid(self.at, seed=seed)
        outbox.drain(clock=lambda: datetime.now(UTC))
        self.log()
        return Case.objects.everywhere("a test looks").get(pk=case.pk)

    def log(self) -> TreeHead | None:
        """Write the log, and have its head signed."""
        while self.writer.append(at=self.at):
            pass
        return api.publish(at=datetime.now(UTC))

    def plant(self, change: Callable[["House"], object]) -> None:
        """Do something with the triggers off."""
        with without_triggers(*EVERY_TABLE), without_triggers("caseaction", app="procedures"):
            change(self)


def documents_in_order() -> list[Document]:
    """The register, oldest first."""
    return list(Document.objects.order_by("pk"))


def rewrite_chain(case: Case, **changed: object) -> None:
    """Change the first action of a case and compute everything after it anew, so that the chain itself holds."""
    previous = GENESIS
    for action in CaseAction.objects.filter(case=case).order_by("number"):
        if action.number == 1:
            for name, value in changed.items():
                setattr(action, name, value)
        action.chained(chain=f"case:{case.reference}", number=action.number, previous=previous)
        action.save(force_update=True)
        previous = action.digest
    Case.objects.everywhere("a test tampers").filter(pk=case.pk).update(head=previous)


def pass_over() -> None:
    """Move the writer's place on, as somebody who wants rows left out would."""
    Cursor.objects.update(after=F("after") + 100)
