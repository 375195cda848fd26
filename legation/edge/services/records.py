from collections.abc import Iterable, Iterator

from legation.edge.models import Edge, Taken


def records() -> Iterator[Iterable[bytes]]:
    """What the signer of each edge wrote down, as its packages brought it."""
    for edge in Edge.objects.order_by("pk"):
        rows = Taken.objects.filter(edge=edge).order_by("number").values_list("record", flat=True)
        yield (line.encode() for lines in rows.iterator() for line in lines)
