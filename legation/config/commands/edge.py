"""An edge node: the embedded edition at a post, which works while its line is gone (docs/guides/a-post-cut-off.md).

At the centre:   legation edge enrol CAI FILE   make its keys and a short-lived signer, sealed under a passphrase
                 legation edge pack CAI FILE    what the post needs, as of now
                 legation edge in FILE FILE2    take packages from a stick; receipts are written to FILE2
                 legation edge away CAI         say that the post works on its own: its times are not given here
                 legation edge here CAI         say that it works at the centre again
                 legation edge end CAI          refuse it from now on, and revoke its signers
At the post:     legation edge open FILE        put the keys in place, and make the database
                 legation edge take FILE        bring it up to date
                 legation edge cut WHO          say that the line is gone (an e-mail address of the post)
                 legation edge out FILE         write what the centre does not know
                 legation edge back FILE        read the centre's receipts
Over the line:   legation edge send             tell the centre what it does not know, and read its receipts
                 legation edge pull             take the newest pack; the node stands by again
"""

import argparse
import getpass
import io
import json
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from legation.ground.errors import LegationError

_ENDS, _BY_COMMAND = "cessationOfOperation", "said by command"


def run(arguments: list[str]) -> int:
    """Exit status 0 if it is done; 1 where something is in conflict; 2 where it cannot be done."""
    parser = argparse.ArgumentParser(
        prog="legation edge", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=list(VERBS))
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--passphrase-file", type=Path, help="its first line; asked for if not given")
    parser.add_argument("--reason", default="", help="of `end`, as in RFC 5280, 5.3.1; of `away` and `here`, in words")
    parser.add_argument("--root-key", default="", help="file or PKCS#11 URI; as keys.yaml says where it is left out")
    chosen = parser.parse_args(arguments)
    if len(chosen.rest) != VERBS[chosen.verb][1]:
        parser.error(f"{chosen.verb} takes {VERBS[chosen.verb][1]} more")
    if chosen.verb != "open":
        import django

        django.setup()
    try:
        return VERBS[chosen.verb][0](chosen, *chosen.rest)
    except LegationError as error:
        print(error.detail, file=sys.stderr)
        return 2


def _now() -> datetime:
    return datetime.now(UTC)


def _enrol(chosen: argparse.Namespace, post: str, file: str) -> int:
    from legation.config.backup.keys import seal_files
    from legation.config.commands.backup import passphrase
    from legation.documents.keeping.roots import open_root
    from legation.edge import api

    secret = passphrase(chosen.passphrase_file, again=True)
    seal_files({}, secret)  # before anything is made, so that a passphrase too short leaves nothing behind
    root = open_root(chosen.root_key, at=_now(), ask=getpass.getpass)
    _write(file, seal_files(api.enrol(post=post, root=root, by="command:edge", at=_now()), secret))
    print(json.dumps({"enrolled": post, "file": file}))
    return 0


def _open(chosen: argparse.Namespace, file: str) -> int:
    from django.conf import settings

    from legation.config.backup.keys import open_keys, put_keys
    from legation.config.commands.backup import passphrase
    from legation.config.commands.prepare import create_secret_files, make_ready

    put_keys(open_keys(Path(file).read_bytes(), passphrase(chosen.passphrase_file)), settings.LEGATION_KEYS)
    create_secret_files()
    import django

    django.setup()
    make_ready()
    print(json.dumps(json.loads((settings.LEGATION_KEYS / "edge" / "edge.json").read_bytes())))
    return 0


def _pack(_chosen: argparse.Namespace, post: str, file: str) -> int:
    from legation.edge import api

    _write(file, api.make_pack(post=post, at=_now()))
    print(json.dumps({"pack": file, "bytes": Path(file).stat().st_size}))
    return 0


def _take(_chosen: argparse.Namespace, file: str) -> int:
    from legation.edge import api

    own = api.take_pack(Path(file).read_bytes(), at=_now())
    print(json.dumps({"edge": own.code, "pack": own.pack, "series": own.series}))
    return 0


def _cut(_chosen: argparse.Namespace, who: str) -> int:
    from legation.edge import api
    from legation.ground.errors import NotFound
    from legation.ground.people.api import Actor, Person

    person = Person.objects.filter(email=who, is_active=True).first()
    if person is None:
        raise NotFound(f"nobody here has the address {who}")
    own = api.cut(by=Actor(role="", name=f"person:{person.pk}", person=person), at=_now())
    print(json.dumps({"edge": own.code, "cut_off_since": own.cut_at.isoformat() if own.cut_at else ""}))
    return 0


def _out(_chosen: argparse.Namespace, file: str) -> int:
    from legation.edge import api

    while api.write_package(at=_now()):
        pass
    waiting = api.waiting()
    _write(file, _zipped({f"{row.number:08d}": bytes(row.body) for row in waiting}))
    print(json.dumps({"packages": len(waiting), "file": file}))
    return 0


def _in(_chosen: argparse.Namespace, file: str, answers: str) -> int:
    from legation.edge import api

    with zipfile.ZipFile(file) as stick:
        receipts = {name: api.take_package(stick.read(name), at=_now()) for name in sorted(stick.namelist())}
    _write(answers, _zipped(receipts))
    print(json.dumps({"packages": len(receipts), "receipts": answers}))
    return 0


def _back(_chosen: argparse.Namespace, file: str) -> int:
    from legation.edge import api

    with zipfile.ZipFile(file) as stick:
        answers = [api.accept(stick.read(name)) for name in sorted(stick.namelist())]
    conflicts = [each for _number, found in answers for each in found]
    print(json.dumps({"packages": len(answers), "conflicts": conflicts}))
    return 1 if conflicts else 0


def _send(_chosen: argparse.Namespace) -> int:
    from legation.edge import api

    answers = api.send(at=_now())
    conflicts = [each for _number, found in answers for each in found]
    print(json.dumps({"packages": len(answers), "conflicts": conflicts}))
    return 1 if conflicts else 0


def _pull(_chosen: argparse.Namespace) -> int:
    from legation.edge import api

    own = api.pull(at=_now())
    print(json.dumps({"edge": own.code, "pack": own.pack, "series": own.series}))
    return 0


def _away(chosen: argparse.Namespace, post: str) -> int:
    return _stands(post, chosen.reason, alone=True)


def _here(chosen: argparse.Namespace, post: str) -> int:
    return _stands(post, chosen.reason, alone=False)


def _stands(post: str, reason: str, *, alone: bool) -> int:
    from legation.edge import api

    row = api.stand(post=post, alone=alone, reason=reason or _BY_COMMAND, by="command:edge", at=_now())
    print(json.dumps({"edge": row.code, "works_alone_since": row.cut_at.isoformat() if row.cut_at else ""}))
    return 0


def _end(chosen: argparse.Namespace, post: str) -> int:
    from legation.documents.keeping.roots import open_root
    from legation.edge import api

    root = open_root(chosen.root_key, at=_now(), ask=getpass.getpass)
    row = api.end(post=post, reason=chosen.reason or _ENDS, root=root, by="command:edge", at=_now())
    print(json.dumps({"ended": row.code, "signers": row.signers}))
    return 0


def _zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:  # what is in it is compressed and sealed already
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def _write(file: str, content: bytes) -> None:
    from legation.documents.key_files import write_secret

    write_secret(Path(file).absolute(), content)


VERBS: dict[str, tuple[Callable[..., int], int]] = {
    "enrol": (_enrol, 2), "pack": (_pack, 2), "in": (_in, 2), "end": (_end, 1), "open": (_open, 1),
         "away": (_away, 1), "here": (_here, 1),
         "take": (_take, 1), "cut": (_cut, 1), "out": (_out, 1), "back": (_back, 1),
         "send": (_send, 0), "pull": (_pull, 0),
}  # fmt: skip
