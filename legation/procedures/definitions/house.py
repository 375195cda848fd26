"""The house around the definitions: profile, posts, roles, fragments; what is wrong with them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from legation.ground.currencies import is_currency
from legation.ground.languages.api import BY_CODE
from legation.ground.posts.calendar import known_countries
from legation.ground.profile import (
    EVERY_POST,
    SIGN_ON_FIELDS,
    Holidays,
    Profile,
    post_rows,
    posts_tree,
    profile,
    profile_tree,
)
from legation.ground.sources import Location, Problem, Refused, Tree
from legation.ground.states.codes import may_be_own, nationality_codes
from legation.procedures.chains.table import read_table
from legation.procedures.definitions import districts, facts, sharing
from legation.procedures.definitions.checks.subject import did_you_mean
from legation.procedures.definitions.reading import path_of
from legation.procedures.definitions.schema import BUILT_IN_ROLES, Definition


def problems(examine: Callable[[Path], tuple[Definition | None, list[Problem]]]) -> list[Problem]:
    """Every mistake in the profile in force and its definitions; `examine` looks at one of these."""
    try:
        ours, posts = profile(), post_rows()
    except Refused as refused:
        return refused.problems
    tree = profile_tree()
    found = [
        *_profile(tree, ours),
        *_posts(ours, posts),
        *districts.problems(ours),
        *_roles(tree, ours, posts),
        *_entrance(tree, ours),
    ]
    known: dict[Path, Definition | None] = {}
    for name in ours.procedures:
        if not path_of(name).exists():
            continue
        try:
            definition, mistakes = examine(path_of(name))
        except Refused as refused:
            found += refused.problems
            continue
        found += mistakes
        known[path_of(name)] = definition
    found += [*sharing.unused(known, ours.languages), *_chains()]
    for fact in sorted({fact for each in known.values() if each for fact in each.facts}):
        source = facts.source(fact)
        found += source.problems() if source else []
    return sorted(set(found))


def _chains() -> list[Problem]:
    """What is wrong with the table of papers."""
    try:
        read_table()
    except Refused as refused:
        return refused.problems
    return []


def _profile(tree: Tree, ours: Profile) -> Iterator[Problem]:
    for number, language in enumerate(ours.languages):
        if language not in BY_CODE:
            what = f"There is no language '{language}' in this house."
            yield tree.problem(("languages", number), what, did_you_mean(language, BY_CODE))
        if ours.languages.index(language) != number:
            yield tree.problem(("languages", number), f"Language '{language}' stands twice.", "Keep one of the two.")
    for language in ours.reviewers:
        if language not in ours.languages:
            what = f"Somebody reviews the language '{language}', which the profile does not speak."
            yield tree.problem(("reviewers", language), what, did_you_mean(language, ours.languages))
    for part, names in (("name", ours.ministry.name), ("state", ours.ministry.state)):
        for language in (each for each in ours.languages if each not in names):
            what = f"The ministry's {part} is not said in '{language}'."
            yield tree.problem(("ministry", part), what, f"Add the line {language}: below it.")
    if not is_currency(ours.currency):
        what = f"'{ours.currency}' is not a currency."
        yield tree.problem(("currency",), what, "Write the three letters of ISO 4217, such as EUR.")
    if not _is_day(ours.edition):
        yield tree.problem(("edition",), f"There is no day {ours.edition}.", 'Write a day in quotes: "2027-01-31".')
    if not may_be_own(ours.state):
        what = f"'{ours.state}' is not a state that issues passports."
        remedy = "Write its code in passports (ICAO Doc 9303-3, section 5); one that has none takes QMA to QZZ."
        yield tree.problem(("state",), what, remedy)
    yield from _holidays(tree, ("holidays",), ours.holidays)
    yield from _hours(tree, ("hours",), ours.hours, ours.weekend)
    yield from _procedures(tree, ours)


def _holidays(tree: Tree, place: Location, kept: Holidays) -> Iterator[Problem]:
    if kept.country and kept.country not in known_countries():
        what = f"The holidays of '{kept.country}' are not known here."
        near = did_you_mean(kept.country, known_countries())
        remedy = f"Write the two letters of ISO 3166, or days of your own. {near}"
        yield tree.problem((*place, "country"), what, remedy)
    for number, day in enumerate(kept.days):
        if not _is_day(day if len(day) == 10 else f"2024-{day}"):
            yield tree.problem((*place, "days", number), f"There is no day {day}.", "Correct it; 02-29 is one.")
        if kept.days.index(day) != number:
            yield tree.problem((*place, "days", number), f"The day {day} stands here twice.", "Keep one of the two.")


def _hours(tree: Tree, place: Location, hours: Mapping[Any, list[str]], weekend: Sequence[str]) -> Iterator[Problem]:
    """Opening hours: in order, apart, and on no day of the weekend."""
    for day, spans in hours.items():
        if day in weekend and spans:
            what = f"It is open on '{day}', a day of its weekend."
            yield tree.problem((*place, day), what, "Delete the line, or take the day out of 'weekend'.")
        before = ""
        for number, span in enumerate(spans):
            begin, _dash, end = span.partition("-")
            if end <= begin:
                what = f"The hours {span} end before they begin."
                yield tree.problem((*place, day, number), what, "Write the earlier time first, by the post's clock.")
            elif begin < before:
                what = f"The hours {span} begin before {before}, when those before them end."
                yield tree.problem((*place, day, number), what, "Write spans in order that do not overlap.")
            before = end


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _procedures(tree: Tree, ours: Profile) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for number, name in enumerate(ours.procedures):
        place = ("procedures", number)
        if not path_of(name).exists():
            yield tree.problem(place, f"There is no definition '{name}'.", did_you_mean(name, _definitions()))
        procedure = name.rsplit("/", 1)[-1].split(".")[0]
        if procedure in seen:
            what = f"'{seen[procedure]}' and '{name}' are one procedure; only one version is in force."
            yield tree.problem(place, what, "Keep the one that is to be in force.")
        seen.setdefault(procedure, name)


def _definitions() -> set[str]:
    return {f"{path.parent.name}/{path.stem}" for path in sharing.files()}


def _posts(ours: Profile, rows: list[dict[str, Any]]) -> Iterator[Problem]:
    tree, zones = posts_tree(), available_timezones()
    codes = [row["code"] for row in rows]
    for number, row in enumerate(rows):
        place, what = ("posts", number), f"The post {row['code']}"
        if codes.index(row["code"]) != number:
            yield tree.problem((*place, "code"), f"There is another post {row['code']}.", "Correct one of the codes.")
        if row["country"] not in nationality_codes():
            said = f"{what} is in '{row['country']}', which is not the code of a state."
            yield tree.problem((*place, "country"), said, "Write the three letters of ISO 3166, such as TUR.")
        if row["time_zone"] not in zones:
            said = f"{what} has the time zone '{row['time_zone']}', which does not exist."
            yield tree.problem((*place, "time_zone"), said, did_you_mean(row["time_zone"], zones))
        for language in row["names"]:
            if language not in BY_CODE:
                said = f"{what} is named in '{language}', which is no language of this house."
                yield tree.problem((*place, "names", language), said, did_you_mean(language, BY_CODE))
        for language in (each for each in ours.languages if each not in row["names"]):
            said = f"{what} has no name in '{language}'."
            yield tree.problem((*place, "names"), said, f"Add {language}: with its name.")
    for number, row in enumerate(rows):
        if row["holidays"]:
            yield from _holidays(tree, ("posts", number, "holidays"), Holidays.model_validate(row["holidays"]))
        if row["hours"]:
            yield from _hours(tree, ("posts", number, "hours"), row["hours"], row["weekend"] or list(ours.weekend))
    if ours.centre not in codes:
        what = f"The centre '{ours.centre}', where every case begins, is not a post."
        yield profile_tree().problem(("centre",), what, did_you_mean(ours.centre, codes))


def _roles(tree: Tree, ours: Profile, rows: list[dict[str, Any]]) -> Iterator[Problem]:
    codes = {row["code"] for row in rows} | {EVERY_POST}
    for role, posts in ours.roles.items():
        place = ("roles", role)
        if role in BUILT_IN_ROLES:
            yield tree.problem(place, f"'{role}' is not a role that officers hold.", "Choose another name.")
        if not posts:
            yield tree.problem(place, f"Nobody holds the role '{role}'.", "Name the posts where it is held.")
        for number, post in enumerate(posts):
            if post not in codes:
                yield tree.problem((*place, number), f"There is no post '{post}'.", did_you_mean(post, codes))


def _entrance(tree: Tree, ours: Profile) -> Iterator[Problem]:
    """How people come in: roles that demand a passkey, the national sign-on."""
    for number, role in enumerate(ours.passkeys):
        if role not in ours.roles:
            what = f"A passkey is demanded of the role '{role}', which nobody holds."
            yield tree.problem(("passkeys", number), what, did_you_mean(role, ours.roles))
    if ours.sign_on is None:
        return
    for language in (each for each in ours.languages if each not in ours.sign_on.name):
        what = f"The national sign-on has no name in '{language}'."
        yield tree.problem(("sign_on", "name"), what, f"Add the line {language}: below it.")
    for field in ours.sign_on.claims:
        if field not in SIGN_ON_FIELDS:
            what = f"The national sign-on does not fill '{field}'."
            yield tree.problem(("sign_on", "claims", field), what, did_you_mean(field, SIGN_ON_FIELDS))
