"""What people come for: three services of different weight, how they are filled in, and who does what with them.

The open figures give no numbers for single services (shared areas and kinds, and 1,594,028 transactions a year), so the
mix is ours: light, middle and heavy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

POST, CENTRE = "post", "centre"


@dataclass(frozen=True)
class Service:
    """One service: its share of all, whether it costs, its officers' acts (where, verb), the state in which it ends.

    `photo` is the field that takes a photo; `issues` whether a signed paper comes out of it.
    """

    code: str
    share: float
    costs: bool
    acts: Sequence[tuple[str, str]]
    end: str
    photo: str = ""
    issues: bool = False


SERVICES = (
    Service("life_certificate", 0.45, True, [(POST, "grant")], "issued", issues=True),
    Service("address_abroad", 0.20, False, [(POST, "enter")], "entered", photo="proof_scan"),
    Service(
        "passport_renewal", 0.35, True,
        [(POST, "pass_on"), (CENTRE, "grant"), (CENTRE, "made_by_hand"), (CENTRE, "dispatch"), (POST, "receive"),
         (POST, "hand_over")], "handed_over", photo="photo",
    ),
)  # fmt: skip
HOME = {"lines": ["12 Garden Row"], "city": "Lyon", "postal_code": "69001", "country": "FRA"}
ANSWERS: dict[str, Any] = {
    "surname": "HYTHLODAY", "given_names": "RAPHAEL", "birth_date": "1985-04-12", "birth_place": "Amaurot",
    "sex": "male", "home": HOME, "home_since": "2019-03", "email": "person@utopia.example",
    "pension_office": "Pension office of Utopia", "pension_number": "77-1", "seen_how": "at_post",
    "with_family": "alone", "gives_up_home": True, "old_number": "U1234567", "old_issued_by": "Ministry",
    "old_issued_on": "2017-05-02", "old_expiry": "2027-05-01", "why_new": "ends", "booklet": "usual",
    "urgency": "usual",
}  # fmt: skip
"""What everybody answers, as stored; the number of their document and their day of birth are each one's own."""
NUMBER, BORN = "identity_number", "birth_date"
