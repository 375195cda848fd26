"""`legation verify FILE...`: what PDFs, pictures and seals are, by lists that were fetched before; no network.

Exit status: 0 valid, 1 invalid, 3 revoked, 4 cannot tell, 5 genuine but not valid yet, 2 a mistake in the command.
Of several files the gravest counts: revoked, invalid, cannot tell, not yet, valid.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from legation.documents.orders import Verdict

STATUS = {"valid": 0, "invalid": 1, "revoked": 3, "cannot_tell": 4, "not_yet": 5}
_GRAVEST = ("revoked", "invalid", "cannot_tell", "not_yet", "valid")
_MOST_BYTES = 16 * 1024 * 1024


def run(arguments: list[str]) -> int:
    """Verify files; gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="legation verify", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="PDF, JPEG, PNG, WebP, or bytes of a seal")
    parser.add_argument("--lists", type=Path, metavar="FOLDER", help="the lists, as publish-lists --folder writes them")
    parser.add_argument(
        "--root", type=Path, action="append", help="a root certificate, PEM; this instance's by default"
    )
    parser.add_argument(
        "--portraits", type=Path, metavar="FOLDER", help="where the holder's picture is put that a seal carries"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from legation.documents.revocation.errors import ListError
    from legation.ground.errors import LegationError

    now = datetime.now(UTC)
    try:
        said = _verdicts(chosen, now)
        _keep_portraits(chosen.portraits, said)
    except (OSError, ListError, LegationError, ValueError) as error:
        print(f"legation verify: {getattr(error, 'detail', error)}", file=sys.stderr)
        return 2
    for path, verdict in said:
        print(json.dumps(_object(path, verdict)) if chosen.json else _line(path, verdict))
    words = {_word(verdict) for _path, verdict in said}
    return STATUS[next(word for word in _GRAVEST if word in words)]


def _verdicts(chosen: argparse.Namespace, now: datetime) -> list[tuple[Path, "Verdict"]]:
    from legation.documents.offline import open_lists

    roots = _roots(chosen.root)
    lists = open_lists(chosen.lists, roots) if chosen.lists else None
    return [(path, _verdict(path, lists, roots, now)) for path in chosen.files]


def _verdict(path: Path, lists: Any, roots: Sequence[Any], now: datetime) -> "Verdict":
    from legation.documents.offline import verify_file
    from legation.documents.orders import Verdict
    from legation.ground.errors import Invalid

    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    try:
        return verify_file(data[:_MOST_BYTES], lists, roots=roots, now=now)
    except Invalid:
        return Verdict(word="cannot_tell", reason="no_seal", statement=(), checked_at=now, list_age=None)


def _keep_portraits(folder: Path | None, said: list[tuple[Path, "Verdict"]]) -> None:
    """Write each holder's picture as FILE.portrait with the ending of its kind: WebP as ours are, JPEG, JPEG 2000."""
    endings = {b"RIFF": ".webp", b"\xff\xd8\xff\xe0": ".jpg"}
    for path, verdict in said:
        if folder and verdict.portrait:
            ending = endings.get(verdict.portrait[:4], ".jp2")
            (folder / f"{path.name}.portrait{ending}").write_bytes(verdict.portrait)


def _roots(paths: list[Path] | None) -> Sequence[Any]:
    from cryptography import x509

    from legation.documents.keys import key_ring

    return [x509.load_pem_x509_certificate(path.read_bytes()) for path in paths] if paths else key_ring().roots


def _word(verdict: "Verdict") -> str:
    return "not_yet" if verdict.reason == "not_yet" else verdict.word


def _object(path: Path, verdict: "Verdict") -> dict[str, Any]:
    age = None if verdict.list_age is None else int(verdict.list_age.total_seconds())
    return {
        "file": str(path), "word": verdict.word, "reason": verdict.reason, "list_age_seconds": age,
        "checked_at": verdict.checked_at.isoformat(), **dict(verdict.statement),
    }  # fmt: skip


def _line(path: Path, verdict: "Verdict") -> str:
    from legation.documents.wording import age_sentence, reason_sentence, statement_rows, word_and_kind

    rows = "".join(f"\n  {term}: {value}" for term, value in statement_rows(verdict))
    word, _kind = word_and_kind(verdict.word, verdict.reason)
    return f"{path}: {word}. {reason_sentence(verdict)}\n  {age_sentence(verdict)}{rows}"
