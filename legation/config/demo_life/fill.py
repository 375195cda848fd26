"""What the nationals of a demonstration have asked for, and how far it has come in Paris, in Cairo, at the centre."""

from datetime import timedelta

from legation.config.demo_life import people
from legation.config.demo_life.hands import Hands, actor, case_of
from legation.config.demo_life.people import National
from legation.ground.profile import profile

CONSUL, CENTRAL, CASHIER = "consular_officer", "central_officer", "cashier"
RENEWAL, LIFE, BIRTH, VOTER = "passport_renewal", "life_certificate", "birth_registration", "voter_registration"
NEW_PASSPORT = {"why_new": "ends", "booklet": "usual", "urgency": "usual"}
PENSION = {"pension_office": "Pension office of Utopia", "pension_number": "77-1516", "seen_how": "at_post"}
PAPER = {"paper_kind": "diploma", "issued_by": "University of Amaurot", "paper_date": "1964-06-30", "used_in": "EGY",
         "pages": 2, "copies": 0, "speed": "usual", "standing": "none"}  # fmt: skip
SIGNED = {"paper_title": "Certificate of birth", "paper_date": "2026-06-30", "issued_by": "Registry office of Amaurot",
          "signed_by": "H. Ademus", "signed_as": "Registrar", "seal_of": "Registry office of Amaurot",
          "apostille_form": "electronic", "used_in": "FRA", "used_before": "Mairie de Lyon",
          "copies": 0}  # fmt: skip
VOTE = "parliament-2027"


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
    hands.do(renewals[people.BEATA.number], "grant", "central", CENTRAL)
    _in_hand(hands)
    _births(hands)
    _certificates(hands)
    _at_the_centre(hands)
    _owed(hands)
    _voter(hands, people.MARCELLA)
    hands.ask(people.AMBROSE, "help_medical", "", their_surname="Faber", their_given_names="Crispina",
              their_relation="sibling", their_wish="agrees", ill_in="EGY", hospital="Hospital of Zamalek, Cairo",
              what_happened="She fell from a camel and has broken her leg.", insured="unknown",
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


def _births(hands: Hands) -> None:
    """One birth that the centre has entered, with a note in its margin, and one that waits in Cairo."""
    from legation.registers import api as registers

    entered = _birth(hands, people.CUTHBERT, "PAR", "Hilda")
    hands.do(entered, "pass_on", "consul.paris", CONSUL)
    hands.do(entered, "grant", "central", CENTRAL)
    hands.wait(entered, "issued")
    entry = registers.of_reference(entered)[0].entry
    registers.write_note(
        actor("registrar.paris", "registrar"), "PAR", "births", year=entry.book.year, number=entry.number,
        kind=registers.NOTED, text="The mother’s maiden name is Lamberta: her letter of today.", at=hands.clock(),
    )  # fmt: skip
    _birth(hands, people.RICARDA, "CAI", "Ziad")


def _birth(hands: Hands, who: National, post: str, child: str) -> str:
    """A child born a month ago where they live: in time, so that nothing is to be paid."""
    where, city = who.home["country"], who.home["city"]
    mother, father = ("mother", "father") if who.sex == "female" else ("father", "mother")
    parents = {
        f"{mother}_surname": who.surname, f"{mother}_given_names": who.given_names, f"{mother}_nationality": "UTO",
        f"{father}_surname": who.surname, f"{father}_given_names": "Sabina" if father == "mother" else "Karim",
        f"{father}_nationality": where,
    }  # fmt: skip
    case = hands.ask(
        who, BIRTH, post, **parents, child_surname=who.surname, child_given_names=child, child_born=hands.day(-30),
        child_birth_place=city, child_sex="female" if child == "Hilda" else "male", parents_married=True,
        at_birth="one_national", certificate_country=where, certificate_authority=f"Registry office of {city}",
        certificate_number="2207", certificate_date=hands.day(-21), certificate_form="multilingual",
    )  # fmt: skip
    hands.wait(case, "in_hand")
    return case


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


def _voter(hands: Hands, who: National) -> None:
    """Somebody on the roll of Paris, which lies open for a vote to come."""
    from legation.roll import api as roll

    case = hands.ask(who, VOTER, "PAR", votes_how="at_post", voted_before=False)
    hands.wait(case, "in_hand")
    hands.do(case, "enter", "consul.paris", CONSUL)
    at = hands.clock()
    open_now = (at - timedelta(days=1), at + timedelta(days=20))
    roll.open_roll(place="PAR", vote=VOTE, inspection=open_now, closes_at=at + timedelta(days=30),
                   by=actor("electoral", roll.OFFICER))  # fmt: skip
