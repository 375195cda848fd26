"""Who counts the blanks of a place."""

from legation.ground import node
from legation.ground.people.api import Actor
from legation.ground.posts.heads import check_head


def check_keeper(by: Actor, place: str) -> None:
    """Let the head of a place pass, at the centre: blanks are counted there.

    Raises:
        NotFound: anybody else, as if there were no such place.
        AtCentre: this is an edge node.
    """
    check_head(by, place)
    node.at_centre("blanks are counted")


def is_note(note: str, most: int) -> bool:
    """Whether a note says something, in one line that can be printed."""
    return 0 < len(note) <= most and note.isprintable()
