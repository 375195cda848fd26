"""The births of a demonstration: one entered in Paris, with a note in its margin, and one that waits in Cairo."""

from legation.config.demo_life import people
from legation.config.demo_life.hands import CENTRAL, CONSUL, Hands, actor
from legation.config.demo_life.people import National


def births(hands: Hands) -> None:
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
        who, "birth_registration", post, **parents, child_surname=who.surname, child_given_names=child,
        child_born=hands.day(-30), child_birth_place=city, child_sex="female" if child == "Hilda" else "male",
        parents_married=True, at_birth="one_national", certificate_country=where, certificate_number="2207",
        certificate_authority=f"Registry office of {city}", certificate_date=hands.day(-21),
        certificate_form="multilingual",
    )  # fmt: skip
    hands.wait(case, "in_hand")
    return case
