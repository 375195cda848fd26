"""The voter of a demonstration. It stands apart, as the electoral roll does from every register."""

from datetime import timedelta

from legation.config.demo_life.hands import CONSUL, Hands, actor
from legation.config.demo_life.people import National

VOTE = "parliament-2027"


def voter(hands: Hands, who: National) -> None:
    """Somebody on the roll of Paris, which lies open for a vote to come."""
    from legation.roll import api as roll

    case = hands.ask(who, "voter_registration", "PAR", votes_how="at_post", voted_before=False)
    hands.wait(case, "in_hand")
    hands.do(case, "enter", "consul.paris", CONSUL)
    at = hands.clock()
    open_now = (at - timedelta(days=1), at + timedelta(days=20))
    roll.open_roll(place="PAR", vote=VOTE, inspection=open_now, closes_at=at + timedelta(days=30),
                   by=actor("electoral", roll.OFFICER))  # fmt: skip
