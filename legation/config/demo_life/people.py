"""The nationals of Utopia whom a demonstration has: nobody here exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

PARIS = {"lines": ["9 rue des Utopiens"], "city": "Paris", "postal_code": "75011", "country": "FRA"}
LYON = {"lines": ["12 montée d’Anyder"], "city": "Lyon", "postal_code": "69005", "country": "FRA"}
CAIRO = {"lines": ["3 Sharia Amaurot"], "city": "Cairo", "country": "EGY"}
HOME = {"lines": ["40 Anyder Quay"], "city": "Amaurot", "country": "UTO"}


@dataclass(frozen=True)
class National:
    """One national: `number` and `born` are what the counter asks for."""

    number: str
    born: date
    surname: str
    given_names: str
    sex: str
    home: Mapping[str, Any]
    language: str = "en"

    def answers(self, today: date) -> dict[str, Any]:
        """What they write into any form, as stored: about themselves, their home and the passport they hold."""
        first = self.given_names.lower()
        return {
            "surname": self.surname, "given_names": self.given_names, "birth_date": self.born.isoformat(),
            "birth_place": "Amaurot", "sex": self.sex, "home": self.home, "home_since": "2019-03",
            "identity_number": self.number, "passport_number": self.number,
            "email": f"{first}.{self.surname.lower()}@example.org",
            "old_number": self.number, "old_issued_by": "Ministry of Foreign Affairs",
            "old_issued_on": (today - timedelta(days=3590)).isoformat(),
            **dict.fromkeys(("old_expiry", "passport_expiry"), (today + timedelta(days=62)).isoformat()),
        }  # fmt: skip


MARCELLA = National("U4100013", date(1984, 3, 12), "Ortelia", "Marcella", "female", PARIS, "fr")
CORNELIUS = National("U4100024", date(1977, 11, 5), "Grapheus", "Cornelius", "male", LYON)
BEATA = National("U4100035", date(1991, 6, 30), "Paludana", "Beata", "female", PARIS)
CUTHBERT = National("U4100046", date(1988, 2, 17), "Tunstall", "Cuthbert", "male", LYON)
LAVINIA = National("U4100057", date(1949, 9, 8), "Neria", "Lavinia", "female", PARIS, "fr")
NICOLAS = National("U4100068", date(1952, 4, 23), "Clenard", "Nicolas", "male", PARIS, "fr")
RICARDA = National("U4100079", date(1993, 7, 14), "Bemba", "Ricarda", "female", CAIRO, "ar")
AMBROSE = National("U4100081", date(1966, 1, 29), "Faber", "Ambrose", "male", CAIRO)
AURELIA = National("U4100092", date(1941, 10, 2), "Rhenana", "Aurelia", "female", HOME)
RODOLPHE = National("U4100108", date(1939, 12, 19), "Agricola", "Rodolphe", "male", CAIRO, "fr")
EVERYBODY = (MARCELLA, CORNELIUS, BEATA, CUTHBERT, LAVINIA, NICOLAS, RICARDA, AMBROSE, AURELIA, RODOLPHE)
AT_THE_COUNTER = (
    (NICOLAS, "owes the fee of a certificate of life"),
    (MARCELLA, "renews her passport, has an appointment and wrote a letter"),
    (BEATA, "comes for her new passport, a minute after the first start"),
)
"""Whom a newcomer may look for at the counter of Paris, and why they come."""
