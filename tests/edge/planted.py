"""A conflict as a package leaves it, for those who look at its page: the post did the case's last step as well."""

from datetime import datetime

from legation.edge.models import Conflict, Edge, Taken
from legation.edge.rows import dump
from legation.edge.stories import kept
from legation.edge.tables import BY_NAME
from legation.ground.secrets import new_key, wrap
from legation.procedures.models import Case, CaseAction


def two_stories(case: Case, at: datetime) -> Conflict:
    """Both sides went on with this case after its first step."""
    edge = Edge.objects.create(code=f"{case.post.code}-E1", post=case.post, instance=wrap(new_key()), public=bytes(32),
                               signers=[], enrolled_at=at)  # fmt: skip
    taken = Taken.objects.create(edge=edge, number=1, digest="0" * 64, receipt=b"", at=at)
    last = CaseAction.objects.filter(case=case).order_by("-number")[0]
    branch = {
        name: [dump(BY_NAME[name], row)] for name, row in (("procedures.Case", case), ("procedures.CaseAction", last))
    }
    reference = case.application.reference
    return Conflict.objects.create(package=taken, kind="case", subject=reference, why="moved on", post=case.post,
                                   branch=kept(reference, branch), opened_at=at)  # fmt: skip
