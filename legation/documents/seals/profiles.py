"""Which features a sealed document carries: the profiles of visas and emergency travel documents, as data.

Sources: Doc 9303-7 section 9.1 (visas), Doc 9303-8 section 6.1 (emergency travel documents). Profiles of
single States are read by tag without being known here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .errors import ProfileError
from .header import Header
from .tlv import Feature


class Rule(NamedTuple):
    """One feature: its tag, what it is called, and how many bytes it may have."""

    tag: int
    name: str
    least: int
    most: int
    required: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A document type. `reference` and `category` announce it in the header.

    `zones` are the tags of the machine readable zones, of which exactly one must be there; `versions` the
    header versions allowed.
    """

    name: str
    reference: int
    category: int
    zones: tuple[int, ...]
    rules: tuple[Rule, ...]
    versions: tuple[int, ...] = (4,)


MRZ_A, MRZ_B, ENTRIES, STAY, PASSPORT, VISA_TYPE, ADDITIONAL = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07
MRZ_TD2 = 0x02

PROFILES: tuple[Profile, ...] = (
    Profile(
        "visa",
        reference=0x5D,
        category=0x01,
        zones=(MRZ_A, MRZ_B),
        rules=(
            Rule(MRZ_A, "MRZ of an MRV-A", 48, 48),
            Rule(MRZ_B, "MRZ of an MRV-B", 44, 44),
            Rule(ENTRIES, "number of entries", 1, 1),
            Rule(STAY, "duration of stay", 3, 3, required=True),
            Rule(PASSPORT, "passport number", 6, 6, required=True),
            Rule(VISA_TYPE, "visa type", 1, 4),
            Rule(ADDITIONAL, "additional feature", 0, 254),
        ),
        versions=(3, 4),  # 3 is valid but discouraged (9303-13 section 2.3)
    ),
    Profile(
        "emergency travel document",
        reference=0x5E,
        category=0x03,
        zones=(MRZ_TD2,),
        rules=(Rule(MRZ_TD2, "MRZ of a TD2", 48, 48),),
    ),
)
VISA, EMERGENCY = PROFILES


def profile_of(header: Header) -> Profile | None:
    """The profile a header announces, or None for one that is not in the table."""
    announced = (header.reference, header.category)
    return next((each for each in PROFILES if (each.reference, each.category) == announced), None)


def check(profile: Profile, header: Header, features: Iterable[Feature]) -> tuple[int, ...]:
    """Hold header and features against a profile and return the tags the profile does not know.

    Unknown features are allowed and leave a seal valid (9303-13 section 2.3.1). Raises `ProfileError` naming
    the first rule broken: another profile or version announced, no or two machine readable zones, a missing
    feature, a length.
    """
    if profile_of(header) is not profile or header.version not in profile.versions:
        raise ProfileError(f"the header announces no {profile.name} seal of version {profile.versions}")
    return check_features(profile, features)


def check_features(profile: Profile, features: Iterable[Feature]) -> tuple[int, ...]:
    """Hold features against a profile, whatever carries them; returns and raises as `check` does."""
    found = {feature.tag: feature.value for feature in features}
    if len([tag for tag in profile.zones if tag in found]) != 1:
        raise ProfileError(f"a {profile.name} seal carries exactly one machine readable zone")
    for rule in profile.rules:
        if rule.required and rule.tag not in found:
            raise ProfileError(f"the {rule.name} (tag {rule.tag:#04x}) is missing")
    check_lengths(profile, found)
    known = {rule.tag for rule in profile.rules}
    return tuple(tag for tag in found if tag not in known)


def check_lengths(profile: Profile, found: Mapping[int, bytes]) -> None:
    """Raises `ProfileError` for the first value, by tag, shorter or longer than the profile allows."""
    for rule in profile.rules:
        if rule.tag in found and not rule.least <= len(found[rule.tag]) <= rule.most:
            size = len(found[rule.tag])
            raise ProfileError(f"the {rule.name} has {rule.least} to {rule.most} bytes, not {size}")
