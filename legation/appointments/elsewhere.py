"""Posts whose times are not given on this machine: while a post works without a line, it gives its times itself.

Two machines that both give the times of one post give some of them twice. Which posts those are is said from above.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from legation.appointments.rules import Lane
from legation.ground import node
from legation.ground.errors import Conflict
from legation.ground.posts.api import Post

TITLE = _("Times are given at the post for now")
_OTHER_TITLE = _("This machine gives the times of its own post only")
_OTHER = _("It works without a line to the ministry. Ask at the other post, or when the line is back.")
_SAID = _("This post works on its own while its line to the ministry is down, and gives its times itself: ask there. "
         "What is booked stays booked. As soon as the line is back, times are given here again.")  # fmt: skip
Ask = Callable[[Iterable[str] | None, datetime], frozenset[str]]
Given = Mapping[Lane, set[datetime]]
AskGiven = Callable[[int], Given]


class GivenAtThePost(Conflict):
    """Nothing is booked, moved or wished for here while a post gives its times itself."""


def _nowhere(_posts: Iterable[str] | None, _at: datetime) -> frozenset[str]:
    return frozenset()


def _nothing(_post: int) -> Given:
    return {}


_asked: list[Ask] = [_nowhere]
_asked_given: list[AskGiven] = [_nothing]


def connect(ask: Ask, given: AskGiven = _nothing) -> None:
    """Say who knows which posts are elsewhere, and what they gave.

    Args:
        ask: (codes of posts, or None for all; a moment) -> those of them that give their times themselves.
        given: (key of a post) -> the cells that it gave somebody, about which somebody here is still to decide.
    """
    _asked[:], _asked_given[:] = [ask], [given]


def contested(post: int) -> Given:
    """The cells that a post gave while it was elsewhere, and that are given to nobody until somebody has decided."""
    return _asked_given[0](post)


def away(posts: Iterable[str] | None, *, at: datetime) -> frozenset[str]:
    """The codes, of these posts or of all, of those that give their times themselves; in one query at most."""
    return _asked[0](posts, at)


def gives_itself(post: Post, *, at: datetime) -> bool:
    """Whether a post's times are given there, and not on this machine."""
    return bool(away([post.code], at=at))


def why_not(post: Post, *, at: datetime) -> tuple[str, str] | None:
    """(title, text) of why the times of a post are not given on this machine; None if they are."""
    if not gives_itself(post, at=at):
        return None
    return (str(_OTHER_TITLE), str(_OTHER)) if node.here() else (str(TITLE), str(_SAID))


def check(post: Post, *, at: datetime) -> None:
    """Go on only if this machine gives the times of a post.

    Raises:
        GivenAtThePost: the post gives them itself.
    """
    if why := why_not(post, at=at):
        raise GivenAtThePost(f"{post.code} gives its times itself", reader=". ".join(why))
