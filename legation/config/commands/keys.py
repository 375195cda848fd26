"""`legation keys`: what lies there, a new signer for an old one, a certificate taken back, the list of those."""

import argparse
import getpass
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from legation.ground.errors import LegationError


def run(arguments: list[str]) -> int:
    """Exit status 1 for what needs doing, 2 for what cannot be done."""
    chosen = _parser().parse_args(arguments)
    import django

    django.setup()
    try:
        return int(chosen.work(chosen, datetime.now(UTC)))
    except LegationError as error:
        print(error.detail, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="legation keys")
    verbs = parser.add_subparsers(required=True)
    verbs.add_parser("status", help="every certificate, and what is to be done").set_defaults(work=show)
    for name, work, text in (("create", create, "a signer that is missing"), ("rotate", rotate, "a new signer")):
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("purpose", choices=["seal", "document", "log", "list", "quantum"])
        verb.add_argument("--signs", type=int, default=3 * 365, metavar="DAYS")
        verb.add_argument("--holds", type=int, default=5 * 365, metavar="DAYS")
        verb.set_defaults(work=work)
    verb = verbs.add_parser("retire", help="revoke a certificate before its end")
    verb.add_argument("which", help="a purpose, or the beginning of a fingerprint")
    verb.add_argument("--reason", required=True, help="as in RFC 5280, 5.3.1: keyCompromise, superseded, ...")
    verb.set_defaults(work=retire)
    verb = verbs.add_parser("push", help="the key that push services know this house by, where it is missing")
    verb.set_defaults(work=push)
    verb = verbs.add_parser("crl", help="make the revocation list of certificates anew")
    verb.add_argument("--days", type=int, default=90)
    verb.set_defaults(work=crl)
    verb = verbs.add_parser("ceremony", help="make a State's root and its signers, offline, before two persons")
    for name in ("state", "country", "name", "out"):
        verb.add_argument(f"--{name}", required=True)
    verb.add_argument("--documents", default="V", help="document codes that seals may cover, with commas")
    verb.add_argument("--token", default="", help="PKCS#11 URI of the root key; a file with a password without one")
    verb.set_defaults(work=ceremony)
    for verb in verbs.choices.values():
        verb.add_argument("--root-key", default="", help="file or PKCS#11 URI; as keys.yaml says where it is left out")
    return parser


def push(_chosen: argparse.Namespace, _at: datetime) -> int:
    """Make the key for web push if there is none, and print its public half."""
    from legation.messaging import api as messaging

    made = messaging.create_push_key()
    print(f"{'made' if made else 'there already'}: {messaging.push_key()}")
    return 0


def show(_chosen: argparse.Namespace, at: datetime) -> int:
    """Print every certificate; 1 if something is to be done."""
    from legation.documents.keeping import status

    lines, crl = status.status(at=at), status.crl_remark(at=at)
    for line in lines:
        where = f"{line.place.split('?')[0]}  " if line.place else ""
        print(
            f"{line.name:14} {line.fingerprint[:16]}  signs until {line.signs_until:%Y-%m-%d}, holds until "
            f"{line.holds_until:%Y-%m-%d}  {where}{line.remark}".rstrip()
        )
    remarks = [crl] if crl else []
    remarks += [f"there is no {each} signer; `legation keys create {each}` makes one" for each in status.missing()]
    for remark in remarks:
        print(remark)
    return 1 if remarks or any(line.place and line.remark for line in lines) else 0


def create(chosen: argparse.Namespace, at: datetime) -> int:
    """A signer where there is none."""
    from legation.documents import keys

    if (keys.folder() / f"{chosen.purpose}.crt").exists():
        print(f"there is one; `legation keys rotate {chosen.purpose}` makes a new one", file=sys.stderr)
        return 2
    return rotate(chosen, at)


def rotate(chosen: argparse.Namespace, at: datetime) -> int:
    """A new signer; what the earlier one signed stays good."""
    from legation.documents import keys
    from legation.documents.keeping.roots import open_root
    from legation.documents.keeping.signers import Plan, rotate
    from legation.documents.signer.protocol import Purpose

    root = open_root(chosen.root_key, at=at, ask=getpass.getpass)
    signs, holds = timedelta(days=chosen.signs), timedelta(days=chosen.holds)
    made = rotate(Plan(purpose=Purpose(chosen.purpose), at=at, signs=signs, holds=holds), root=root)
    print(f"{chosen.purpose} signer {keys.fingerprint(made)} is in force; the running signer takes it up by itself")
    return 0


def retire(chosen: argparse.Namespace, at: datetime) -> int:
    """Take a certificate back."""
    from legation.documents import keys
    from legation.documents.keeping.revocation import retire
    from legation.documents.keeping.roots import open_root

    root = open_root(chosen.root_key, at=at, ask=getpass.getpass)
    certificate = retire(chosen.which, reason=chosen.reason, root=root, at=at)
    print(f"revoked: {keys.fingerprint(certificate)} {certificate.subject.rfc4514_string()}")
    return 0


def crl(chosen: argparse.Namespace, at: datetime) -> int:
    """The revocation list anew."""
    from legation.documents import keys
    from legation.documents.keeping.revocation import make_crl
    from legation.documents.keeping.roots import open_root

    make_crl(open_root(chosen.root_key, at=at, ask=getpass.getpass), at=at, holds=timedelta(days=chosen.days))
    print(f"{keys.folder() / keys.CRL} holds for {chosen.days} days")
    return 0


def ceremony(chosen: argparse.Namespace, at: datetime) -> int:
    """Ask who is present and for the secret, make everything, and have the root's fingerprint read back."""
    from django.conf import settings

    from legation.documents.keeping.ceremony import Ceremony, hold

    persons = input("First person, given name and surname: "), input("Second person, given name and surname: ")
    held = Ceremony(
        state=chosen.state, country=chosen.country, name=chosen.name, persons=persons, place=input("Place: "), at=at,
        crl_url=f"{settings.LEGATION_ADDRESS}/trust/root.crl", document_types=tuple(chosen.documents.split(",")),
    )  # fmt: skip
    held.check()
    asked = "PIN of the token: " if chosen.token else "Password of the root key: "
    secret = getpass.getpass(asked)
    if not chosen.token and getpass.getpass("Once more: ") != secret:
        print("the two passwords differ; nothing was made", file=sys.stderr)
        return 2
    record = hold(held, Path(chosen.out), secret=secret, token=chosen.token)
    root = next(each["fingerprint"] for each in record["certificates"] if each["name"] == "root")
    print(f"root {root}\neverything lies in {chosen.out}; print record/ceremony.pdf and sign it")
    return read_back(root, persons)


def read_back(fingerprint: str, persons: tuple[str, str]) -> int:
    """Each of the two types the beginning of the fingerprint from the other's paper or screen."""
    for person in persons:
        if input(f"{person}, the first eight letters of the root's fingerprint: ").strip() != fingerprint[:8]:
            print("that is not what was made: destroy the folder and begin again", file=sys.stderr)
            return 1
    return 0
