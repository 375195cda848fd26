"""The command line: one verb for each thing an operator does. `legation --help` lists them."""

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("legation.config.commands.demo", "prepare a demonstration of the profile and serve it"),
    "prepare": (
        "legation.config.commands.prepare",
        "keys, database, static files, profile and bundles, ready to serve",
    ),
    "serve": ("legation.config.commands.serve", "run web, worker, signer (and the test bank) until stopped"),
    "web": ("legation.config.commands.web", "run the web process"),
    "work": ("legation.config.commands.work", "run the worker that does what the queue holds"),
    "sign": ("legation.config.commands.sign", "run the signer"),
    "keys": ("legation.config.commands.keys", "status, create, rotate, retire, crl, ceremony"),
    "tsa": ("legation.config.commands.tsa", "run the small time stamping authority of a demonstration"),
    "testbank": ("legation.config.commands.testbank", "run the test payment provider"),
    "terminal": ("legation.config.commands.terminal", "run the card terminal of a demonstration, or switch its faults"),
    "printer": ("legation.config.commands.printer", "run the printing place of a demonstration, or switch its faults"),
    "blanks": ("legation.config.commands.blanks", "say how many blank passports a post has, or that some came or went"),
    "rates": ("legation.config.commands.rates", "load day rates of currencies from a file, for somebody to approve"),
    "stripebank": ("legation.config.commands.stripebank", "run a stand-in for Stripe, for a demonstration"),
    "signon": ("legation.config.commands.signon", "run the national sign-on of a demonstration"),
    "register": ("legation.config.commands.register", "run the population register of a demonstration"),
    "check": (
        "legation.config.commands.check",
        "check the profile and its definitions; say file, line, remedy; count missing and unreviewed texts",
    ),
    "new-procedure": (
        "legation.config.commands.new_procedure",
        "begin a procedure: a small, complete definition with its words",
    ),
    "diff": ("legation.config.commands.diff", "say what changes for whom between two bundles; 1 if anything does"),
    "simulate": ("legation.config.commands.simulate", "say what last year's cases would have become under a bundle"),
    "publish": ("legation.config.commands.publish", "put a definition in force, unless something is wrong with it"),
    "graph": ("legation.config.commands.graph", "draw the states and transitions of a procedure as an SVG"),
    "reviewed": ("legation.config.commands.reviewed", "remember that the texts of a language have been reviewed"),
    "schema": ("legation.config.commands.schema", "print the JSON Schema of a procedure's file"),
    "lock": (
        "legation.config.commands.lock",
        "write the digests of the published bundles, after a new version",
    ),
    "log": ("legation.config.commands.log", "the issuance log: write, key, status, export"),
    "witness": ("legation.config.commands.witness", "witness issuance logs, as a program of its own"),
    "audit": ("legation.config.commands.audit", "verify every chain: `legation audit verify`"),
    "reconcile": ("legation.config.commands.reconcile", "compare a provider's day with ours, row by row"),
    "ledger": ("legation.config.commands.ledger", "write the ledger out for an auditor: --format csv|journal|income"),
    "publish-lists": (
        "legation.config.commands.publish_lists",
        "publish trust and revocation lists, signed; --folder also writes them as files",
    ),
    "verify": (
        "legation.config.commands.verify",
        "say of PDFs, pictures and seals what they are, without a network",
    ),
    "smsgateway": ("legation.config.commands.smsgateway", "serve the SMS gateway of Utopia, or switch its faults"),
    "pushservice": ("legation.config.commands.pushservice", "serve the push service of Utopia, or switch its faults"),
    "draw": ("legation.config.commands.draw", "announce a draw of appointments, or replay one from its published file"),
    "passkeys": ("legation.config.commands.passkeys", "list a member of staff's passkeys, or take them away"),
    "tokens": (
        "legation.config.commands.tokens",
        "let somebody ask by program, or no more",
    ),
    "reindex": ("legation.config.commands.reindex", "make anew what cases are found by, after an upgrade that says so"),
    "figures": ("legation.config.commands.figures", "count the figures of all months anew, from chains and ledger"),
    "purge": ("legation.config.commands.purge", "delete what has served its time"),
    "edge": (
        "legation.config.commands.edge",
        "an edge node for a post: enrol, pack, in, end at the centre; open, take, cut, out, back there",
    ),
    "backup": ("legation.config.commands.backup", "copy database and files while the house works; keys apart"),
    "restore": ("legation.config.commands.restore", "put a backup into an empty instance"),
    "drill": ("legation.config.commands.drill", "prove on a scratch instance that a backup can be restored"),
    "bench": ("legation.config.commands.bench", "measure; prints one JSON line"),
    "seed": ("legation.config.commands.seed", "fill a demonstration with invented travellers"),
    "invite": ("legation.config.commands.invite", "let somebody in: the first administrators of a new house"),
    "evidence": (
        "legation.config.commands.evidence",
        "an evidence pack for ISO 27001 and the record of processing, from the running house",
    ),
    "sbom": ("legation.config.commands.sbom", "print the bill of materials (CycloneDX)"),
    "manage": ("legation.config.commands.manage", "pass the rest to Django's own commands"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legation.config.settings")
    verbs = "\n".join(f"  {name:13} {text}" for name, (_, text) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="legation", formatter_class=argparse.RawDescriptionHelpFormatter, epilog=verbs
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    chosen = parser.parse_args(arguments)
    run: Callable[[list[str]], int] = import_module(COMMANDS[chosen.command][0]).run
    return run(chosen.rest)


if __name__ == "__main__":
    sys.exit(main())
