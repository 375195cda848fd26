"""The door of the edge room: enrol, pack, take, cut off, tell the centre, and settle what both sides went on with."""

from legation.edge.changes import is_anything_untold
from legation.edge.line import pull, send
from legation.edge.nodes import HERE, SILENT, TOLD, Standing, said, standings
from legation.edge.numbers import blocks_left, left
from legation.edge.services.accept import accept, waiting
from legation.edge.services.cut import cut
from legation.edge.services.end import end
from legation.edge.services.enrol import enrol
from legation.edge.services.make_pack import make_pack
from legation.edge.services.resolve import may_resolve, resolve
from legation.edge.services.stand import stand
from legation.edge.services.take_pack import take_pack
from legation.edge.services.take_package import take_package
from legation.edge.services.write_outbox import write_package
from legation.edge.standing import own

__all__ = ["HERE", "SILENT", "TOLD", "Standing", "accept", "blocks_left", "cut", "end", "enrol",
           "is_anything_untold", "left", "make_pack", "may_resolve", "own", "pull", "resolve", "said", "send",
           "stand", "standings", "take_pack", "take_package", "waiting", "write_package"]  # fmt: skip
