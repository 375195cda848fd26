"""Asking the office to correct or erase what it holds."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid
from legation.ground.secrets import seal
from legation.procedures.answers import key_of
from legation.procedures.bundles import Opened
from legation.procedures.models import Case, DataRequest
from legation.procedures.privacy import CONTEXT
from legation.procedures.requests import KINDS

MOST = 2000


def ask_about_data(*, case: Case, opened: Opened, kind: str, said: str, at: datetime) -> DataRequest:
    """Ask for a correction or an erasure of what was handed in; who writes a draft does both themselves.

    Raises:
        Invalid: nothing was said, or no such kind.
        Conflict: the same is asked already.
    """
    if kind not in KINDS:
        raise Invalid(f"kind {kind}")
    if case.count == 0:
        raise Conflict("a draft is corrected by who writes it")
    if not said.strip():
        raise Invalid(fields={kind: _("Say in a sentence what you ask for and why.")})
    try:
        with transaction.atomic():
            record_access(
                actor=f"application:{case.application.reference}", verb=f"asked_{kind}", at=at, subject=case.reference
            )
            return DataRequest.objects.create(
                case=case, kind=kind, asked_at=at, said=seal(key_of(case), said[:MOST].encode(), context=CONTEXT)
            )
    except IntegrityError as error:
        raise Conflict("asked already", reader=_("You have asked for this already. The office answers it.")) from error
