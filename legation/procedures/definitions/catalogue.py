"""The catalogue of what a consulate does: twelve areas, and how many kinds of procedures each of them numbers."""

import re

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

AREAS = {
    "TD": (15, _("Passports and travel documents")),
    "CS": (17, _("Civil status")),
    "NT": (14, _("Notarial acts")),
    "CE": (13, _("Certificates and declarations")),
    "LG": (11, _("Legalisation and translation")),
    "CZ": (10, _("Citizenship")),
    "DR": (9, _("Deaths and estates")),
    "AS": (13, _("Help and protection")),  # AS-13 is ours: a racist or xenophobic incident
    "SF": (11, _("Family, social security, school")),
    "MD": (10, _("Service, elections, registration")),
    "TS": (12, _("Trade, shipping, property")),
    "VI": (20, pgettext_lazy("area of services", "Visas")),
}
"""Code -> how many kinds there are, and what it is called; in the order in which people ask for them."""
APART = frozenset({"AS"})
"""The areas whose cases tell of distress: help, protection, incidents. They are kept apart from a person's others."""
_CODE = re.compile(r"([A-Z]{2})-([0-9]{2})")


def area_of(code: str) -> str | None:
    """The area of a kind ('TD-04' is of 'TD'); None if the catalogue does not number such a kind."""
    found = _CODE.fullmatch(code)
    if found is None or found[1] not in AREAS or not 1 <= int(found[2]) <= AREAS[found[1]][0]:
        return None
    return found[1]
