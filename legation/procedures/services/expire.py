"""What is done with cases whose applicant did not answer in time: the transition that waits for the deadline."""

from datetime import datetime

from legation.ground.errors import Conflict
from legation.ground.people.api import SYSTEM
from legation.ground.posts.api import all_posts
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Bundle, Case
from legation.procedures.services.act import act

BATCH = 200


def expire(*, at: datetime) -> int:
    """Take on cases whose deadline is over, where their procedure says what comes then; gives how many, a batch."""
    verbs = {
        (digest, state): each.verb
        for digest in Bundle.objects.values_list("digest", flat=True)
        for each in open_bundle(digest).definition.transitions
        if each.expires
        for state in each.from_
    }
    if not verbs:
        return 0
    rows = Case.objects.at_posts(post.pk for post in all_posts())
    rows = rows.filter(status__in={state for _digest, state in verbs}, deadline__lte=at)
    done = 0
    for reference, bundle, status in rows.order_by("deadline").values_list("reference", "bundle_id", "status")[:BATCH]:
        if verb := verbs.get((bundle, status)):
            done += _taken(reference, verb, at)
    return done


def _taken(reference: str, verb: str, at: datetime) -> bool:
    try:
        act(reference=reference, verb=verb, by=SYSTEM, at=at)
    except Conflict:  # the applicant was quicker
        return False
    return True
