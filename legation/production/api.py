"""The door of production: order a document inside its decision's transaction, follow it, count blanks."""

from legation.production.models import Job, Move, Stock
from legation.production.rules import LOST, RECEIVED, RELEASED, SENT_ON, SPOILED, USED, WAYS, Asked, Said, State
from legation.production.selectors import PAGE, held_at, is_out, job_at, jobs_out, lost, moves_of, under_way
from legation.production.services.confirm_arrival import confirm_arrival
from legation.production.services.forget import forget
from legation.production.services.give_up import give_up
from legation.production.services.move_blanks import move_blanks
from legation.production.services.order import order
from legation.production.services.send_on import send_on
from legation.production.services.take_answer import follow, take_answer
from legation.production.services.write_move import write_move
from legation.production.services.write_off import write_off

__all__ = ["LOST", "PAGE", "RECEIVED", "RELEASED", "SENT_ON", "SPOILED", "USED", "WAYS", "Asked", "Job", "Move", "Said",
           "State", "Stock", "confirm_arrival", "follow", "forget", "give_up", "held_at", "is_out", "job_at",
           "jobs_out", "lost", "move_blanks", "moves_of", "order", "send_on", "take_answer", "under_way",
           "write_move", "write_off"]  # fmt: skip
