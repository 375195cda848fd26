"""Words of the visa rules for travellers: conditions, and who issued a permit."""

from functools import cache, lru_cache

from django.utils.translation import gettext as _

from legation.ground.states.names import nationalities, state_name
from legation.visa.rules import Policy
from legation.web.options import Options


def condition_word(code: str) -> str:
    """What a traveller must be able to show, in words."""
    return {
        "return_ticket": _("a return ticket"),
        "onward_ticket": _("an onward ticket"),
        "accommodation": _("a hotel booking or a host's address"),
        "means": _("enough money for the stay"),
        "insurance": _("travel health insurance"),
        "invitation": _("a letter of invitation"),
        "host_registered": _("a host registered with the authorities"),
        "enrolment": _("proof of enrolment"),
        "work_permit": _("a work permit"),
        "press_accreditation": _("press accreditation"),
        "medical_appointment": _("a confirmed medical appointment"),
        "note_verbale": _("a note verbale"),
        "arrival_by_air": _("arrival by air"),
        "crew_list": _("a crew list"),
    }.get(code, code)


def issuer_name(code: str, language: str) -> str:
    """A state's or an area's name; areas are known by their letters."""
    return _("Schengen area") if code == "SCH" else state_name(code, language)


@cache
def nationality_choices(language: str) -> Options:
    """Every nationality one can have, in the order of the language."""
    return Options((line.code, line.name) for line in nationalities(language))


@lru_cache(maxsize=32)
def issuer_choices(policy: Policy, language: str) -> Options:
    """The issuers whose visa or permit can improve an answer, areas first, then by name."""
    codes = _issuers(policy)
    areas = [code for code in codes if code in policy.file.areas]
    states = sorted((code for code in codes if code not in areas), key=lambda code: issuer_name(code, language))
    return Options((code, issuer_name(code, language)) for code in [*areas, *states])


@lru_cache(maxsize=4)
def _issuers(policy: Policy) -> tuple[str, ...]:
    rules = (rule for section in policy.file.sections for rule in section.rules)
    groups = policy.file.groups
    named = {name for rule in rules if rule.holding for name in rule.holding.issued_by}
    return tuple(sorted({code for name in named for code in groups.get(name, (name,))}))
