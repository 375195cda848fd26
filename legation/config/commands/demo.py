"""`legation demo`: prepare the profile, print where everything is, serve it, and fill it with travellers."""

import argparse
import os
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings

_NEIGHBOURS = (("LEGATION_SIGN_ON", 4), ("LEGATION_REGISTER", 5), ("LEGATION_SMS", 6), ("LEGATION_PUSH", 7),
               ("LEGATION_TERMINAL", 9), ("LEGATION_TSA", 10), ("LEGATION_PRINTER", 11))  # fmt: skip
"""Settings of a demonstration, and how far above its own port each house serves."""
PASSWORD = "utopia-demo"  # noqa: S105 — a demonstration's, printed on purpose
STAFF = (
    ("officer@utopia.example", "Hythloday, R.", "HQ", "visa_officer"),
    ("officer.cairo@utopia.example", "Anemolia, S.", "CAI", "visa_officer"),
    ("consul@utopia.example", "Utopos, D.", "HQ", "consular_officer"),
    ("consul.cairo@utopia.example", "Achoria, M.", "CAI", "consular_officer"),
    ("consul.paris@utopia.example", "Giles, P.", "PAR", "consular_officer"),
    ("registrar@utopia.example", "Syphogrant, L.", "HQ", "registrar"),
    ("registrar.paris@utopia.example", "Busleyden, H.", "PAR", "registrar"),
    ("administrator@utopia.example", "Ademus, U.", "HQ", "administrator"),
    ("second.administrator@utopia.example", "Barzanes, C.", "HQ", "administrator"),
    ("accountant@utopia.example", "Tranibore, A.", "HQ", "accountant"),
    ("accountant.second@utopia.example", "Cotton, L.", "HQ", "accountant"),
    ("accountant.cairo@utopia.example", "Macarensia, P.", "CAI", "accountant"),
    ("cashier@utopia.example", "Nonsenso, R.", "HQ", "cashier"),
    ("cashier.cairo@utopia.example", "Polyleria, T.", "CAI", "cashier"),
    ("cashier.cairo.second@utopia.example", "Alaopolis, B.", "CAI", "cashier"),
    ("cashier.paris@utopia.example", "Zapolia, E.", "PAR", "cashier"),
    ("consul.second@utopia.example", "Phylarcha, M.", "HQ", "consular_officer"),
    ("head@utopia.example", "Ademus, B.", "HQ", "head_of_post"),
    ("head.cairo@utopia.example", "Phylarchus, S.", "CAI", "head_of_post"),
    ("appeals@utopia.example", "Traniborus, J.", "HQ", "appeal_officer"),
    ("electoral@utopia.example", "Anemius, H.", "HQ", "electoral_officer"),
    ("central@utopia.example", "Buthrotia, C.", "HQ", "central_officer"),
    ("assistance@utopia.example", "Abraxas, N.", "HQ", "assistance_officer"),
    ("head.paris@utopia.example", "Anydria, V.", "PAR", "head_of_post"),
)


def run(arguments: list[str]) -> int:
    """Prepare, print the addresses and sign-ins, then serve until stopped; --empty brings no travellers."""
    parser = argparse.ArgumentParser(prog="legation demo", description=__doc__)
    parser.add_argument("--empty", action="store_true", help="without invented travellers")
    empty = parser.parse_args(arguments).empty
    if os.environ.get("LEGATION_DEMO") != "1":
        os.environ["LEGATION_DEMO"] = "1"
        settings.LEGATION_DEMO = True
    _neighbours()
    from legation.config import counting, demo_witness

    counting.keep("serve")
    from legation.config.commands import prepare, serve

    prepare.run([])
    make_staff()
    _fill_tills()
    _bring_blanks()
    demo_witness.name_it()
    _print_ways(empty=empty)
    return serve.run([] if empty else ["--seed"])


def staff() -> Sequence[tuple[str, str, str, str]]:
    """(e-mail, name, post, role): Utopia's own people; elsewhere one for each role, at the first post that holds it."""
    from legation.ground.profile import post_rows, posts_of_role, profile

    ours = profile()
    if ours.code == "uto":
        return STAFF
    codes = [row["code"] for row in post_rows()]
    return [
        (f"{role}@{ours.code}.example", role.replace("_", " ").capitalize(), posts_of_role(role, codes)[0], role)
        for role in ours.roles
    ]


def _neighbours() -> None:
    """Where the demonstration's other houses serve, unless somebody has named others."""
    port = urlsplit(settings.LEGATION_ADDRESS).port or 8000
    for name, above in _NEIGHBOURS:
        _name(name, f"http://127.0.0.1:{port + above}")
    _name("LEGATION_TSA_CRL", f"{settings.LEGATION_TSA}/tsa.crl")
    _name("LEGATION_TSA_ROOT", str(settings.LEGATION_KEYS / "tsa" / "root.crt"))


def _name(name: str, value: str) -> None:
    if not getattr(settings, name):
        os.environ[name] = value
        setattr(settings, name, value)


def make_staff() -> None:
    """The demonstration's people, with their posts and roles; who exists is left as they are, password and all."""
    from legation.ground.people.api import Person, create_person
    from legation.ground.posts.api import assign

    known = set(Person.objects.values_list("email", flat=True))
    for email, name, post, role in staff():
        if email not in known:
            assign(person=create_person(email=email, name=name, password=PASSWORD), post=post, role=role)


def _bring_blanks() -> None:
    """Blank passports for the centre, once."""
    from datetime import UTC, datetime

    from legation.ground.profile import profile
    from legation.production import api as production

    if not production.Stock.objects.exists():
        production.move_blanks(place=profile().centre, verb=production.RECEIVED, count=500, by="command:demo",
                               note="delivery 1", at=datetime.now(UTC))  # fmt: skip


def _fill_tills() -> None:
    """Money and rates for the cash desks, where the demonstration has two accountants of the centre."""
    from datetime import UTC, datetime

    from legation.config.demo_tills import fill_tills
    from legation.ground.profile import profile

    accountants = [email for email, _name, post, role in staff() if (post, role) == (profile().centre, "accountant")]
    if len(accountants) > 1:
        fill_tills(first=accountants[0], second=accountants[1], at=datetime.now(UTC))


def _print_ways(*, empty: bool) -> None:
    from legation.ground.profile import profile

    base = settings.LEGATION_ADDRESS
    doors = "\n".join(f"  {base}/{code}/            the ministry, in {name}" for code, name in settings.LANGUAGES)
    people = " or ".join(email for email, _name, post, _role in staff() if post == profile().centre)
    print(f"""
Legation, demonstration of {profile().ministry.state["en"]}

{doors}
  {base}/en/visa/       do I need a visa?
  {base}/en/verify/     is this document genuine?
  {base}/en/messages/   captured messages
  {settings.LEGATION_SMS}/  what phones show: SMS; and {settings.LEGATION_PUSH}/ their screens
  {base}/en/account/    a citizen's account: by link, or by the national sign-on
  {base}/en/desk/       the officer's desk
  {base}/en/counter/    the counter, for consul.paris@ and others; the registers, for registrar.paris@
  {base}/en/accounts/   the accountant's screen
  {base}/en/till/       the cash desk, for cashier@ and cashier.cairo@; {settings.LEGATION_TERMINAL}/ its card terminal
  {base}/en/post/       a post's head, for head@, head.cairo@ and head.paris@
  {base}/en/administration/  people, keys, queue, health
  {base}/en/log/        the issuance log and its witness

  sign in as {people} with the password {PASSWORD}
  (or the one you have set since)
  test cards are shown on the test bank's page
{"" if empty else _at_the_counter()}
{"Nobody has applied yet." if empty else "A few hundred travellers are applying right now."} Stop with Ctrl-C.
""", flush=True)  # fmt: skip


def _at_the_counter() -> str:
    """Whom to look for at the counter, where the demonstration has nationals."""
    from legation.config.demo_life.people import AT_THE_COUNTER
    from legation.ground.profile import profile

    if profile().code != "uto":
        return ""
    rows = [
        f"    {who.number}  {who.born.day:2} {who.born:%B %Y}: {who.given_names} {who.surname} {why}"
        for who, why in AT_THE_COUNTER
    ]
    return "\n".join(["", "  at the counter, for consul.paris@ (number of the passport, day of birth):", *rows, ""])
