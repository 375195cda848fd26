"""The door of production: order a document inside its decision's transaction, follow it, count blanks."""

from legation.production.models import Job, Stock
from legation.production.rules import RECEIVED, RELEASED, SENT_ON, SPOILED, USED, WAYS, Asked, Said, State
from legation.production.selectors import is_out
from legation.production.services.forget import forget
from legation.production.services.give_up import give_up
from legation.production.services.move_blanks import move_blanks
from legation.production.services.order import order
from legation.production.services.take_answer import follow, take_answer

__all__ = ["RECEIVED", "RELEASED", "SENT_ON", "SPOILED", "USED", "WAYS", "Asked", "Job", "Said", "State", "Stock",
           "follow", "forget", "give_up", "is_out", "move_blanks", "order", "take_answer"]  # fmt: skip
