"""What the nationals of a demonstration have asked for, and how far it has come in Paris, in Cairo, at the centre."""

from legation.config.demo_life import people
from legation.config.demo_life.births import births
from legation.config.demo_life.hands import CASHIER, CENTRAL, CONSUL, Hands, actor, case_of
from legation.config.demo_life.people import National
from legation.config.demo_life.voting import voter
from legation.ground.profile import profile

RENEWAL, LIFE = "passport_renewal", "life_certificate"
NEW_PASSPORT = {"why_new": "ends", "booklet": "usual", "urgency": "usual"}
PENSION = {"pension_office": "Pension office of Utopia", "pension_number": "77-1516", "seen_how": "at_post"}
PAPER = {"paper_kind": "diploma", "issued_by": "University of Amaurot", "paper_date": "1964-06-30", "used_in": "EGY",
         "pages": 2, "copies": 0, "speed": "usual", "standing": "none"}  # fmt: skip
SIGNED = {"paper_title": "Certificate of birth", "paper_date": "1988-03-01", "issued_by": "Registry office of Amaurot",
          "signed_by": "H. Ademus", "signed_as": "Registrar", "seal_of": "Registry office of Amaurot",
          "apostille_form": "electronic", "used_in": "FRA", "used_before": "Mairie de Lyon",
          "copies": 0}  # fmt: skip


def begin(hands: Hands) -> dict[str, str]:
    """Everything but what waits for the printing place; once, and for Utopia alone.

    Gives the renewals that `finish` goes on with, by the number of their person's passport.
    """
    from legation.procedures.models import Application

    if profile().code != "uto" or Application.objects.exists():
        return {}
    _open_drawers(hands)
    # first what must be printed: the printing place is asked for its answer after some time only
    renewals = {who.number: _prepared(hands, who) for who in (people.BEATA, people.CORNELIUS)}
    _prepared(hands, people.LAVINIA)  # for the centre to decide
    hands.do(renewals[people.BEATA.number], "grant", "central", CENTRAL)
    _in_hand(hands)
    births(hands)
    _certificates(hands)
    _at_the_centre(hands)
    _owed(hands)
    voter(hands, people.MARCELLA)
    hands.ask(people.AMBROSE, "help_medical", "", their_surname="Faber", their_given_names="Crispina",
              their_relation="sibling", their_wish="agrees", ill_in="EGY", hospital="Hospital of Zamalek, Cairo",
              what_happened="A car ran into her, and her leg is broken.", insured="unknown",
              wants=["talk_to_doctors", "bring_home"])  # fmt: skip
    return renewals


def finish(hands: Hands, renewals: dict[str, str]) -> None:
    """One passport comes back from the printing place and lies ready in Paris, the next one goes there."""
    if not renewals:
        return
    made, next_one = renewals[people.BEATA.number], renewals[people.CORNELIUS.number]
    hands.wait(made, "produced")
    hands.do(made, "dispatch", "central", CENTRAL)
    hands.do(made, "receive", "consul.paris", CONSUL)
    hands.do(next_one, "grant", "central", CENTRAL)


def _open_drawers(hands: Hands) -> None:
    from legation.payments.till import api as till

    for place, email in (("PAR", "cashier.paris"), (profile().centre, "cashier")):
        counts = {"2000": 5, "1000": 5, "500": 10}
        till.open_drawer(place=place, counts=counts, by=actor(email, CASHIER), at=hands.clock())


def _renewed(hands: Hands, who: National, post: str) -> str:
    return hands.ask(who, RENEWAL, post, **NEW_PASSPORT)


def _prepared(hands: Hands, who: National) -> str:
    """A renewal that Paris has looked at and passed on to the centre."""
    case = _renewed(hands, who, "PAR")
    hands.pay(case, "PAR", "cashier.paris")
    hands.do(case, "pass_on", "consul.paris", CONSUL)
    return case


def _in_hand(hands: Hands) -> None:
    """A renewal in Paris's hands, with an appointment and a letter."""
    from legation.procedures.services.write import write_to_office

    case = _renewed(hands, people.MARCELLA, "PAR")
    hands.pay(case, "PAR", "cashier.paris")
    hands.book(case)
    write_to_office(case=case_of(case), at=hands.clock(),
                    text="Bonjour, puis-je venir avec mon fils de deux ans ? Merci, M. Ortelia")  # fmt: skip


def _certificates(hands: Hands) -> None:
    """A certificate of life that Paris has issued, an apostille of the centre, and what Cairo refused: appealed."""
    from legation.procedures.services.act import Said, act
    from legation.procedures.services.submit import APPLICANT

    issued = hands.ask(people.LAVINIA, LIFE, "PAR", **PENSION)
    hands.pay(issued, "PAR", "cashier.paris")
    hands.do(issued, "grant", "consul.paris", CONSUL)
    apostille = hands.ask(people.CUTHBERT, "apostille_certificate", "PAR", **SIGNED)
    hands.pay(apostille, "PAR", "cashier.paris")
    hands.do(apostille, "pass_on", "consul.paris", CONSUL)
    hands.do(apostille, "grant", "central", CENTRAL)
    refused = hands.ask(people.RODOLPHE, LIFE, "CAI", **PENSION)
    hands.wait(refused, "in_hand")
    hands.do(refused, "refuse", "consul.cairo", CONSUL, reasons=["not_seen"], note="You did not come on the day.")
    said = Said(note="J’étais là à neuf heures, la porte était fermée.")
    act(reference=refused, verb="appeal", by=APPLICANT, at=hands.clock(), said=said)


def _owed(hands: Hands) -> None:
    """A fee due at each cash desk."""
    hands.ask(people.NICOLAS, LIFE, "PAR", **PENSION)
    _renewed(hands, people.RICARDA, "CAI")
    hands.ask(people.AURELIA, "legalisation", "", **PAPER)


def _at_the_centre(hands: Hands) -> None:
    """A paper that the centre's own consuls have to look at."""
    case = hands.ask(people.AURELIA, "legalisation", "", **PAPER | {"paper_kind": "marriage"})
    hands.pay(case, profile().centre, "cashier")
