"""Taking down a notice of a post."""

from datetime import datetime

from legation.ground.errors import NotFound
from legation.ground.people.api import Actor
from legation.ground.posts.heads import changing
from legation.ground.posts.models import Notice
from legation.ground.posts.services.put_notice import said


def withdraw_notice(*, post: str, notice: int, by: Actor, at: datetime) -> None:
    """Show a notice no longer; the record of changes keeps what it said.

    Raises:
        NotFound: `by` is not the post's head, or the post has no such notice.
    """
    with changing("withdrew_notice", post=post, by=by, at=at) as change:
        row = Notice.objects.filter(post=change.post, pk=notice).first()
        if row is None:
            raise NotFound(f"notice {notice} of {post}")
        change.before, change.after = said(row), {}
        row.delete()
