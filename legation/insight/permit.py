"""Who sees figures: the head of a post those of that post, who heads the centre those of all."""

from legation.ground.errors import NotAllowed, NotFound
from legation.ground.people.api import Person
from legation.ground.posts.api import Post
from legation.ground.profile import profile

HEAD = "head_of_post"


def posts_seen_by(person: Person) -> list[Post]:
    """The posts whose figures somebody sees, by code.

    Raises:
        NotAllowed: they head none.
    """
    headed = list(Post.objects.filter(assignments__person=person, assignments__role=HEAD))
    if not headed:
        raise NotAllowed(f"{person.pk} heads no post")
    return list(Post.objects.all()) if profile().centre in {post.code for post in headed} else headed


def chosen_of(seen: list[Post], code: str) -> list[Post]:
    """The post with this code as a list of one, or all that somebody sees where none is named.

    Raises:
        NotFound: they see none with this code.
    """
    chosen = [post for post in seen if code in ("", post.code)]
    if not chosen:
        raise NotFound(f"no figures of {code[:12]!r} for whoever asks")
    return chosen
