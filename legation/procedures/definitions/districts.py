"""The network of posts: districts that leave nobody out and name nobody twice, what a post offers, its currency."""

from collections.abc import Iterator
from functools import cache

import pycountry

from legation.ground.currencies import is_currency
from legation.ground.profile import PostRow, Profile, posts_tree, read_posts
from legation.ground.sources import Location, Problem, Tree
from legation.ground.states.codes import WITHOUT_NATIONALS, alpha_2, nationality_codes
from legation.procedures.definitions.checks.subject import did_you_mean

_SHOWN = 12


def problems(ours: Profile) -> Iterator[Problem]:
    """What is wrong with posts.yaml beyond each post by itself."""
    tree, (rows, elsewhere) = posts_tree(), read_posts()
    codes = [row.code for row in rows]
    if elsewhere and elsewhere not in codes:
        what = f"There is no post '{elsewhere}', which is to serve where no other does."
        yield tree.problem(("elsewhere",), what, did_you_mean(elsewhere, codes))
    offered = {name.rsplit("/", 1)[-1].split(".")[0] for name in ours.procedures}
    for number, row in enumerate(rows):
        yield from _row(tree, ("posts", number), row, offered)
    yield from _twice(tree, rows)
    # a ministry whose centre does everything has no districts
    if not elsewhere and any(row.district for row in rows):
        yield from _nobody(tree, rows)


def _row(tree: Tree, place: Location, row: PostRow, procedures: set[str]) -> Iterator[Problem]:
    if row.cash and not is_currency(row.cash):
        what = f"The cash desk of {row.code} counts in '{row.cash}', which is not a currency."
        yield tree.problem((*place, "cash"), what, "Write the three letters of ISO 4217, such as EUR.")
    if row.at and not (abs(row.at[0]) <= 90 and abs(row.at[1]) <= 180):
        what = f"{row.code} stands at {list(row.at)}, which is nowhere on Earth."
        yield tree.problem((*place, "at"), what, "Write latitude and longitude in degrees: [48.86, 2.35].")
    for number, language in enumerate(row.languages):
        if pycountry.languages.get(alpha_2=language) is None:
            what = f"'{language}' is not a language that could be spoken at {row.code}."
            yield tree.problem((*place, "languages", number), what, "Write the two letters of ISO 639, such as fr.")
    for number, procedure in enumerate(row.services or ()):
        if procedure not in procedures:
            what = f"{row.code} offers '{procedure}', which the profile does not."
            yield tree.problem((*place, "services", number), what, did_you_mean(procedure, procedures))
    for number, each in enumerate(row.district):
        yield from _district(tree, (*place, "district", number), each.state, each.parts)


def _district(tree: Tree, place: Location, state: str, parts: list[str]) -> Iterator[Problem]:
    if state not in nationality_codes():
        what = f"'{state}' in its district is not the code of a state."
        yield tree.problem((*place, "state"), what, "Write the three letters of ISO 3166, such as TUR.")
        return
    for number, part in enumerate(parts):
        if part not in _parts(state):
            what = f"'{part}' is not a part of {state}."
            yield tree.problem((*place, "parts", number), what, did_you_mean(part, _parts(state)))


@cache
def _parts(state: str) -> frozenset[str]:
    found = pycountry.subdivisions.get(country_code=alpha_2(state) or "") or []
    return frozenset(each.code for each in found if not each.parent_code)


def _twice(tree: Tree, rows: list[PostRow]) -> Iterator[Problem]:
    """A state, or a part of one, that two posts name."""
    seen: dict[tuple[str, str], str] = {}
    for number, row in enumerate(rows):
        for index, each in enumerate(row.district):
            for part in each.parts or [""]:
                other = seen.setdefault((each.state, part), row.code)
                if other == row.code:
                    continue
                what = f"{part or each.state} is served by {other} and by {row.code}."
                rest = "Say with 'parts' what one of them serves; the other has the rest."
                remedy = "Keep one of the two." if part else rest
                yield tree.problem(("posts", number, "district", index), what, remedy)


def _nobody(tree: Tree, rows: list[PostRow]) -> Iterator[Problem]:
    """States that are in nobody's district, all told in one sentence."""
    whole = {each.state for row in rows for each in row.district if not each.parts}
    partly = {each.state for row in rows for each in row.district if each.parts} - whole
    named = {part for row in rows for each in row.district for part in each.parts}
    for state in sorted(partly):
        if left := sorted(_parts(state) - named):
            what = f"Of {state} nobody serves {_few(left)}."
            yield tree.problem(("posts",), what, f"Add them to a post, or write '- {{state: {state}}}' for the rest.")
    states = {code for code in nationality_codes() if alpha_2(code)} - WITHOUT_NATIONALS
    if lacking := sorted(states - whole - partly):
        what = f"Nobody serves who lives in {_few(lacking)}."
        remedy = "Add them to the district of a post, or say with 'elsewhere:' which post serves where no other does."
        yield tree.problem(("posts",), what, remedy)


def _few(codes: list[str]) -> str:
    more = f" and {len(codes) - _SHOWN} more" if len(codes) > _SHOWN else ""
    return f"{', '.join(codes[:_SHOWN])}{more}"
