"""Whose an application is when no resume link is shown: a service account's or a citizen's, by their token."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from legation.ground.errors import NotFound
from legation.ground.people.api import Citizen
from legation.procedures.models import Application, Case, CaseIndex


@dataclass(frozen=True)
class Owner:
    """A service account (its key), or a citizen; who is neither owns nothing."""

    service: int | None = None
    citizen: Citizen | None = None

    def applications(self) -> "QuerySet[Application]":
        """Theirs: begun by their program or while signed in, or with the citizen's address as contact."""
        if self.citizen is None:
            return Application.objects.filter(service=self.service, service__isnull=False)
        own = Q(citizen=self.citizen)
        if self.citizen.address is not None:
            named = CaseIndex.objects.filter(purpose="contact", value=bytes(self.citizen.address))
            own |= Q(pk__in=named.values("case__application"))
        return Application.objects.filter(own)

    def page(self, *, before: int | None, most: int) -> list[tuple[Application, list[Case]]]:
        """Their applications with their cases, newest first, in two queries.

        Args:
            before: the key of the last one on the page before.
        """
        rows = self.applications().order_by("-pk")
        found = list(rows.filter(pk__lt=before)[:most] if before is not None else rows[:most])
        cases: dict[int, list[Case]] = {row.pk: [] for row in found}
        for case in Case.objects.everywhere("their owner's").filter(application__in=found).order_by("pk"):
            cases[case.application_id].append(case)
        return [(row, cases[row.pk]) for row in found]

    def cases(self, application: str) -> list[Case]:
        """The cases of one of their applications, by its reference.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        mine = self.applications().filter(reference=application)
        rows = Case.objects.everywhere("their owner's").filter(application__in=mine)
        found = list(rows.select_related("application").order_by("pk"))
        if not found:
            raise NotFound(f"application {application}")
        return found

    def case(self, application: str, case: str) -> "OwnCase":
        """A link to one of the cases of `application`. Raises `NotFound` as `cases`, or when it is not among them."""
        known = [each.reference for each in self.cases(application)]
        if case not in known:
            raise NotFound(f"case {case}")
        return OwnCase(self, case, beside=case != known[0])


@dataclass(frozen=True)
class OwnCase:
    """What leads to a case as the token of a resume link does, by right of its application's owner.

    `beside`: it is not the first of several, whose answers have some in common with the first one's.
    """

    owner: Owner
    reference: str
    beside: bool = False

    def find(self) -> Case | None:
        """The case, with its application."""
        rows = Case.objects.everywhere("their owner's").filter(reference=self.reference)
        return rows.filter(application__in=self.owner.applications()).select_related("application").first()
