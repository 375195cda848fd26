"""Beginning a service from an account for somebody for whom its holder has applied before."""

from datetime import datetime

from legation.ground.errors import NotFound
from legation.ground.people.api import Citizen
from legation.ground.posts.api import post_code
from legation.procedures.household import known_of
from legation.procedures.selectors import cases_of_account
from legation.procedures.services.start import start


def begin_for(*, citizen: Citizen, reference: str, procedure: str, language: str, at: datetime) -> str:
    """Open a draft with who they are filled in, at the post that had their last one; gives its resume link's token.

    Args:
        reference: of a case of theirs in this account.

    Raises:
        NotFound: there is none, or the procedure is not offered.
        Invalid: it is not offered to such a person, or not at that post.
    """
    case = next((each for each in cases_of_account(citizen) if each.reference == reference and each.count), None)
    if case is None:
        raise NotFound(f"case {reference}")
    post = post_code(case.origin_id) if case.origin_id else ""
    details = known_of(case)
    return start(procedure=procedure, known={}, language=language, at=at, citizen=citizen, details=details, post=post)
