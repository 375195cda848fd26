"""Compile the posts and visa rules of the profiles tr and az from open data; nothing of the data is copied.

Usage: python tools/profiles.py [the folder of the data]

It reads visa policies (Passport Index, MIT), missions (Wikidata, CC0) and cities (GeoNames, CC BY), and writes
posts.yaml and visa_policy.yaml. The profiles are complete without it; it makes them again when the data is newer.
"""

import csv
import re
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import holidays
import pycountry
from babel import Locale

BASE = Path(__file__).parents[1]
DATA = BASE.parent / "shared" / "data"
READ = "2025-01-12"
STATES = {"tr": "TR", "az": "AZ"}
CENTRES = {
    "TR": ("TUR", "Ankara", "Europe/Istanbul", {
        "tr": "Vize Merkezi, Ankara", "en": "Visa Centre, Ankara", "fr": "Centre des visas, Ankara",
        "az": "Viza Mərkəzi, Ankara", "ru": "Визовый центр, Анкара", "ar": "مركز التأشيرات، أنقرة"}),
    "AZ": ("AZE", "Baku", "Asia/Baku", {
        "az": "Viza Mərkəzi, Bakı", "en": "Visa Centre, Baku", "fr": "Centre des visas, Bakou",
        "tr": "Vize Merkezi, Bakü", "ru": "Визовый центр, Баку", "ar": "مركز التأشيرات، باكو"}),
}  # fmt: skip
KINDS = {
    "embassy": {
        "en": "Embassy", "fr": "Ambassade", "tr": "Büyükelçilik", "az": "Səfirlik", "ru": "Посольство", "ar": "السفارة",
    },
    "consulate_general": {
        "en": "Consulate General", "fr": "Consulat général", "tr": "Başkonsolosluk", "az": "Baş Konsulluq",
        "ru": "Генеральное консульство", "ar": "القنصلية العامة"},
}  # fmt: skip
# Territories whose people carry the passport of the state (Doc 9303-3 section 5 has no code for their nationality).
WITH = {
    "FRA": "ATF BLM GLP GUF MAF MTQ MYT NCL PYF REU SPM WLF", "NLD": "ABW BES CUW SXM", "DNK": "FRO GRL", "FIN": "ALA",
    "NOR": "BVT SJM", "NZL": "COK NIU TKL", "AUS": "CCK CXR HMD NFK", "GBR": "GGY IMN JEY",
    "USA": "ASM GUM MNP PRI UMI VIR",
}  # fmt: skip
VISITS = "tourism, business, transit, family, medical, conference, culture_sport"
WIDTH = 116
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def main(data: Path) -> None:
    for code, state in STATES.items():
        folder = BASE / "definitions" / "profiles" / code
        folder.mkdir(exist_ok=True)
        (folder / "posts.yaml").write_text("".join(posts(state, data)), encoding="utf-8")
        (folder / "visa_policy.yaml").write_text("".join(policy(state, data)), encoding="utf-8")


def alpha_3(code: str) -> str:
    return "RKS" if code == "XK" else str(pycountry.countries.get(alpha_2=code).alpha_3)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def posts(state: str, data: Path) -> Iterator[str]:
    """posts.yaml: the centre, then every mission with a place, by country."""
    country, city, zone, names = CENTRES[state]
    yield (
        "# The posts: Wikidata through database-of-embassies (CC0), as of 2022-11, restated. The centre is invented.\n"
        "# Names: kind and country (CLDR), the city in Latin letters as the source has it; nobody has reviewed them.\n"
        "# A post keeps the weekend of the country where it stands (library `holidays`). Districts are the\n"
        "# jurisdictions of the source: a state that it gives to two posts, and how posts share a state, is left out.\n"
        "# The cash currency is that of the country (ISO 4217 by datasets/country-codes, PDDL), an assumption. What\n"
        "# the source does not say is left out: addresses, languages, hours, who answers in an emergency. That the\n"
        "# centre serves where no post does is invented.\n"
        "# Made by tools/profiles.py.\nelsewhere: HQ\nposts:\n"
    )
    yield post("HQ", "ministry", (country, city, zone), names, [f"district: [{{state: {country}}}]"])
    cities = rows(data / "02_countries" / "cities_50k_geonames.csv")
    zones = defaultdict(list)
    for row in rows(data / "02_countries" / "country_timezones.csv"):
        zones[row["alpha2"]].append(row["timezone"])
    taken = {"HQ"}
    served, cash = districts(state, data), currencies(data)
    missions = [each for each in rows(data / "03_missions" / "missions_clean.csv")
                if each["sending_iso2"] == state and each["receiving_iso2"]]  # fmt: skip
    for each in sorted(
        missions, key=lambda row: (alpha_3(row["receiving_iso2"]), row["type"] != "embassy", row["city"])
    ):
        where, kind = each["receiving_iso2"], each["type"].replace(" ", "_")
        key, city = alpha_3(where), each["city"] or each["receiving"]
        if key in taken and kind == "embassy":
            continue  # the same embassy under a second entry
        key = (
            key
            if kind == "embassy"
            else key + "".join(letter for letter in city.upper() if letter.isascii() and letter.isalpha())[:3]
        )
        if key in taken:
            continue
        taken.add(key)
        said = {
            language: f"{KINDS[kind][language]}{comma(language)}{place(where, city, language)}"
            for language in KINDS[kind]
        }
        more = [*district(served.get(each["qid"], [])), *reached(each)]
        more += [f"cash: {cash[where]}"] if where in cash else []
        yield post(key, kind, (alpha_3(where), city, zone_of(each, zones[where], cities)), said, more)


def comma(language: str) -> str:
    return "، " if language == "ar" else ", "


def place(country: str, city: str, language: str) -> str:
    name = Locale.parse(language).territories[country]
    return name if city in ("", name) else f"{name} ({city})"


def zone_of(mission: dict[str, str], zones: list[str], cities: list[dict[str, str]]) -> str:
    """The country's only zone, or that of the nearest city of 50,000 in it."""
    inside = [city for city in cities if city["country"] == mission["receiving_iso2"]]
    if len(zones) == 1 or not inside or not mission["lat"]:
        return zones[0] if zones else "UTC"
    at = float(mission["lat"]), float(mission["lon"])
    near = min(inside, key=lambda city: (float(city["lat"]) - at[0]) ** 2 + (float(city["lon"]) - at[1]) ** 2)
    return near["timezone"]


def districts(state: str, data: Path) -> dict[str, list[str]]:
    """Wikidata item of an embassy -> the states it serves: where it stands, and what it alone is accredited to."""
    every = rows(data / "03_missions" / "missions_clean.csv")
    codes = {row["receiving"]: row["receiving_iso2"] for row in every if row["receiving_iso2"]}
    codes |= {row["sending"]: row["sending_iso2"] for row in every if row["sending_iso2"]}
    ours = [row for row in every if row["sending_iso2"] == state and row["type"] == "embassy" and row["receiving_iso2"]]
    # of two entries for one embassy the first by city counts, as in `posts`
    ours.sort(key=lambda row: (alpha_3(row["receiving_iso2"]), row["city"]))
    at = {row["receiving_iso2"]: row["qid"] for row in reversed(ours)}
    ours = [row for row in ours if at[row["receiving_iso2"]] == row["qid"]]
    named: dict[str, set[str]] = defaultdict(set)
    for row in ours:
        for name in filter(None, row["jurisdictions"].split("|")):
            if name in codes and codes[name] not in at and codes[name] != state:
                named[codes[name]].add(row["qid"])
    found = {row["qid"]: [alpha_3(row["receiving_iso2"])] for row in ours}
    for country, posts_of_it in named.items():
        if len(posts_of_it) == 1:
            found[next(iter(posts_of_it))].append(alpha_3(country))
    return {qid: [states[0], *sorted(states[1:])] for qid, states in found.items()}


def district(states: list[str]) -> Iterator[str]:
    if states:
        pieces = ", ".join(f"{{state: {each}}}" for each in states)
        yield from textwrap.wrap(f"district: [{pieces}]", WIDTH, subsequent_indent="  ", break_long_words=False)


def reached(mission: dict[str, str]) -> Iterator[str]:
    """What the source says of how one finds it and reaches it."""
    if mission["lat"]:
        yield f"at: [{float(mission['lat']):.2f}, {float(mission['lon']):.2f}]"
    if re.fullmatch(r"\+[0-9 ()-]{6,30}", mission["phone"]):
        yield f'phone: "{mission["phone"]}"'
    if mission["website"].startswith("http"):
        yield f'website: "{mission["website"]}"'


def currencies(data: Path) -> dict[str, str]:
    """alpha-2 code of a state -> its currency, where it has one."""
    found = rows(data / "02_countries" / "country-codes.csv")
    return {
        row["ISO3166-1-Alpha-2"]: row["ISO4217-currency_alphabetic_code"]
        for row in found if re.fullmatch("[A-Z]{3}", row["ISO4217-currency_alphabetic_code"])
    }  # fmt: skip


def post(code: str, kind: str, where: tuple[str, str, str], names: dict[str, str], more: list[str]) -> str:
    """One post; `where` is country, city and time zone, `more` are further lines."""
    country, city, zone = where
    said = "\n".join(f'      {language}: "{name}"' for language, name in names.items())
    place = f'    country: {country}\n    city: "{city}"\n    time_zone: {zone}\n{weekend(country)}'
    place += "".join(f"    {line}\n" for line in more)
    return f"  - code: {code}\n    kind: {kind}\n{place}    names:\n{said}\n"


def weekend(country: str) -> str:
    """The weekend of the country where a post stands, where it is another than Saturday and Sunday."""
    found = pycountry.countries.get(alpha_3=country)
    if found is None or found.alpha_2 not in holidays.list_supported_countries(include_aliases=False):
        return ""
    days = sorted(holidays.country_holidays(found.alpha_2).weekend)
    return "" if days == [5, 6] else f"    weekend: [{', '.join(WEEKDAYS[day] for day in days)}]\n"


def policy(state: str, data: Path) -> Iterator[str]:
    """visa_policy.yaml: one rule for each answer of the source, then what it does not speak of."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows(data / "01_visa_policy" / "passport-index-tidy-iso2.csv"):
        if row["Destination"] == state:
            code = alpha_3(row["Passport"])
            groups[row["Requirement"]] += [code, *WITH.get(code, "").split()]
    own = groups.pop("-1")[0]
    yield HEAD.format(code=state.lower(), state=own)
    for asked in sorted(groups):
        yield wrapped(f"  {group_of(asked)}: ", sorted(groups[asked]))
    yield CITIZENS.format(state=own)
    for asked in sorted(groups):
        yield RULE.format(name=group_of(asked), visits=VISITS, source=source(state)) + outcome(asked)
    yield REST


def group_of(asked: str) -> str:
    return f"free_{asked}" if asked.isdigit() else asked.replace("-", "").replace(" ", "_")


def wrapped(head: str, codes: list[str]) -> str:
    lines, line = [], f"{head}["
    for number, code in enumerate(codes):
        piece = code + ("," if number < len(codes) - 1 else "]")
        if len(line) + len(piece) > WIDTH:
            lines.append(line)
            line = " " * len(head)
        line += piece if line.endswith("[") else f" {piece}"
    return "\n".join([*lines, line, ""])


def source(state: str) -> str:
    name = {"TR": "Turkey", "AZ": "Azerbaijan"}[state]
    return f'{{title: "Passport Index, {name}", url: "https://www.passportindex.org/", date: {READ}}}'


def outcome(asked: str) -> str:
    if asked.isdigit():
        return f"        outcome: free\n        stay: {{days: {asked}}}\n"
    return {
        "visa free": "        outcome: free  # the source names no days: illustrative\n        stay: {days: 90}\n",
        "e-visa": EVISA,
        "visa on arrival": "        outcome: visa_on_arrival\n",
        "visa required": "        outcome: visa_at_post\n",
        "no admission": "        outcome: no_entry\n        reason: document_not_accepted\n",
    }[asked]


HEAD = f"""\
# Who needs a visa: by nationality from the Passport Index dataset (MIT), data of {READ}, restated. It speaks of visits
# with an ordinary passport, and says no more than the kind of answer and the days of a stay without visa. What it does
# not say is illustrative: stay, validity and fee of an e-visa, and every rule that is marked so. Not the state's own
# publication.
# Made by tools/profiles.py.

format: visa-policy/1
policy: {{code}}_visa
issuing_state: {{state}}
from: {READ}

groups:
"""
CITIZENS = f"""
sections:
  - section: citizens
    rules:
      - rule: own_citizens
        nationalities: [{{state}}]
        purposes: [all]
        documents: [all]
        from: {READ}
        illustrative: true
        outcome: free
        stay: {{{{unlimited: true}}}}

  - section: visits
    rules:"""
RULE = f"""
      - rule: {{name}}
        nationalities: [{{name}}]
        purposes: [{{visits}}]
        documents: [ordinary]
        from: {READ}
        source: {{source}}
"""
EVISA = """\
        decision: officer
        outcome: evisa
        processing_hours: 72
        passport_valid_days: 180
        offers:
          - {entries: single, stay: {days: 30}, validity_days: 180}
"""
REST = f"""
  - section: everybody_else
    rules:
      - rule: visa_from_a_post
        nationalities: [all]
        purposes: [all]
        documents: [all]
        from: {READ}
        illustrative: true
        outcome: visa_at_post

fees:
  - nationalities: [all]
    entries: single
    amount: 50.00
    currency: USD
    from: {READ}
    illustrative: true
"""

if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
