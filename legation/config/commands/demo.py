"""`legation demo`: prepare Utopia, print where everything is, serve it, and fill it with travellers."""

import os
from urllib.parse import urlsplit

from django.conf import settings

PASSWORD = "utopia-demo"  # noqa: S105 — a demonstration's, printed on purpose
STAFF = (
    ("officer@utopia.example", "Hythloday, R.", "HQ", "visa_officer"),
    ("officer.cairo@utopia.example", "Anemolia, S.", "CAI", "visa_officer"),
    ("accountant@utopia.example", "Tranibore, A.", "HQ", "accountant"),
    ("accountant.cairo@utopia.example", "Macarensia, P.", "CAI", "accountant"),
)


def run(arguments: list[str]) -> int:
    """Prepare, print the addresses and sign-ins, then serve until stopped."""
    if os.environ.get("LEGATION_DEMO") != "1":
        os.environ["LEGATION_DEMO"] = "1"
        settings.LEGATION_DEMO = True
    _neighbours()
    from legation.config import demo_witness
    from legation.config.commands import prepare, serve

    prepare.run([])
    make_staff()
    demo_witness.name_it()
    _print_ways()
    return serve.run(["--seed"])


def _neighbours() -> None:
    """Where the demonstration's national sign-on and register serve, unless somebody has named others."""
    port = urlsplit(settings.LEGATION_ADDRESS).port or 8000
    for name, above in (("LEGATION_SIGN_ON", 4), ("LEGATION_REGISTER", 5)):
        if not getattr(settings, name):
            os.environ[name] = f"http://127.0.0.1:{port + above}"
            setattr(settings, name, os.environ[name])


def make_staff() -> None:
    """The demonstration's people, with their posts and roles; who exists is left as they are, password and all."""
    from legation.ground.people.api import Person, create_person
    from legation.ground.posts.api import assign

    known = set(Person.objects.values_list("email", flat=True))
    for email, name, post, role in STAFF:
        if email not in known:
            assign(person=create_person(email=email, name=name, password=PASSWORD), post=post, role=role)


def _print_ways() -> None:
    base = settings.LEGATION_ADDRESS
    print(f"""
Legation, demonstration of Utopia

  {base}/en/            the ministry, in English
  {base}/ar/            in Arabic
  {base}/en/visa/       do I need a visa?
  {base}/en/verify/     is this document genuine?
  {base}/en/messages/   captured messages
  {base}/en/account/    a citizen's account: by link, or by the national sign-on
  {base}/en/desk/       the officer's desk
  {base}/en/accounts/   the accountant's screen
  {base}/en/log/        the issuance log and its witness

  sign in as {STAFF[0][0]} or {STAFF[2][0]} with the password {PASSWORD}
  (or the one you have set since)
  test cards are shown on the test bank's page

A few hundred travellers are applying right now. Stop with Ctrl-C.
""", flush=True)  # fmt: skip
