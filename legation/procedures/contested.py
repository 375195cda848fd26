"""What came with an appeal: the papers that shall show that the decision should be another."""

from legation.procedures.bundles import Opened
from legation.procedures.models import Case, CaseAction, CaseFile
from legation.procedures.selectors import papers_of


def papers_of_appeals(case: Case, opened: Opened, actions: list[CaseAction]) -> list[tuple[str, bool]]:
    """(digest of a file, whether it is a picture), in the order they came."""
    appeals = (action for action in actions if opened.transitions[action.verb].appeals)
    digests = [digest for action in appeals for digest in papers_of(case, action)]
    kept = CaseFile.objects.filter(case=case, file__in=digests, file__media_type="image/jpeg") if digests else ()
    pictures = {each.file_id for each in kept}
    return [(digest, digest in pictures) for digest in digests]
