#!/usr/bin/env python3
"""Checks a ministry's issuance log from outside: needs Python and `cryptography`, and nothing of the ministry's.

    verify_log.py document --pdf visa.pdf --proof visa.proof.json --policy policy.txt
    verify_log.py document --seal seal.bin --proof visa.proof.json --policy policy.txt
    verify_log.py heads --old kept.txt --new fetched.txt --log FOLDER-OR-ADDRESS --policy policy.txt
    verify_log.py log --log FOLDER-OR-ADDRESS --policy policy.txt

The policy names the log's key and the witnesses you believe (C2SP tlog-policy): lines `log KEY`, `witness NAME KEY`,
`group NAME NUMBER NAME...`, `quorum NAME`. Get the log's key by other means than the log. FOLDER is what
`legation log export` writes; an address is that of the log, as https://visa.example/log.

Says what holds, line by line; ends with 0 if everything does, 1 if something does not, 2 if it could not be read.
"""

import argparse
import base64
import hashlib
import json
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WIDTH = 256
FORMATS = ("legation-proof/1",)


class Wrong(Exception):
    """Something does not hold."""


class Unreadable(Exception):
    """Something could not be read."""


# --- trees (RFC 9162 section 2.1)


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def left_of(size):
    """How many of `size` leaves (at least two) stand in the left subtree."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def root_by_path(leaf, index, size, path):
    """The root that a path leads to."""
    if not 0 <= index < size:
        raise Wrong(f"leaf {index} is not in a tree of {size}")
    if size == 1:
        if path:
            raise Wrong("the path is too long")
        return leaf
    if not path:
        raise Wrong("the path is too short")
    left = left_of(size)
    if index < left:
        return node(root_by_path(leaf, index, left, path[:-1]), path[-1])
    return node(path[-1], root_by_path(leaf, index - left, size - left, path[:-1]))


def roots_by_proof(old, new, old_root, path):
    """The roots of both trees that a consistency proof leads to."""
    rest = list(path)

    def take():
        if not rest:
            raise Wrong("the consistency proof is too short")
        return rest.pop(0)

    def walk(first, count, known):
        if first == count:
            found = old_root if known else take()
            return found, found
        left = left_of(count)
        if first <= left:
            before, after = walk(first, left, known)
            return before, node(after, take())
        before, after = walk(first - left, count - left, False)
        side = take()
        return node(side, before), node(side, after)

    found = walk(old, new, True)
    if rest:
        raise Wrong("the consistency proof is too long")
    return found


class Growing:
    """The root of a tree that grows leaf by leaf."""

    def __init__(self):
        self.size, self.peaks = 0, []

    def add(self, hash_):
        size = 1
        while self.peaks and self.peaks[-1][0] == size:
            hash_, size = node(self.peaks.pop()[1], hash_), size * 2
        self.peaks.append((size, hash_))
        self.size += 1

    def root(self):
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        found = self.peaks[-1][1]
        for _size, peak in reversed(self.peaks[:-1]):
            found = node(peak, found)
        return found


# --- keys, policies and signed heads (C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy)


class Key:
    def __init__(self, text):
        try:
            self.name, id_, encoded = text.split("+", 2)
            data = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise Unreadable(f"no verifier key: {text}") from error
        self.id = hashlib.sha256(self.name.encode() + b"\n" + data).digest()[:4]
        if len(data) != 33 or data[0] not in (1, 4) or self.id.hex() != id_:
            raise Unreadable(f"no Ed25519 verifier key, or damaged: {text}")
        self.kind, self.key = data[0], Ed25519PublicKey.from_public_bytes(data[1:])

    def check(self, body, signature):
        message = body.encode()
        if self.kind == 4:
            time = int.from_bytes(signature[:8], "big")
            message, signature = f"cosignature/v1\ntime {time}\n".encode() + message, signature[8:]
        try:
            self.key.verify(signature, message)
        except InvalidSignature:
            raise Wrong(f"the signature of {self.name} does not hold") from None


class Policy:
    def __init__(self, text):
        self.logs, self.witnesses, self.groups, self.quorum = [], {}, {}, "none"
        for line in text.splitlines():
            words = line.split("#")[0].split()
            if words:
                self._read(words)
        if not self.logs:
            raise Unreadable("the policy names no log")

    def _read(self, words):
        try:
            kind, name, rest = words[0], words[1], words[2:]
            if kind == "log":
                self.logs.append(Key(name))
            elif kind == "witness":
                self.witnesses[name] = Key(rest[0])
            elif kind == "group":
                least = {"all": len(rest) - 1, "any": 1}.get(rest[0]) or int(rest[0])
                self.groups[name] = (least, rest[1:])
            elif kind == "quorum":
                self.quorum = name
            else:
                raise ValueError(kind)
        except (IndexError, ValueError) as error:
            raise Unreadable(f"no line of a policy: {' '.join(words)}") from error

    def met(self, name, signed):
        if name == "none":
            return True
        if name in self.witnesses:
            return name in signed
        if name not in self.groups:
            raise Unreadable(f"the policy does not say who {name} is")
        least, members = self.groups[name]
        return sum(self.met(each, signed) for each in members) >= least


class Head:
    """A signed head, checked against a policy."""

    def __init__(self, note, policy):
        body, blank, lines = note.rpartition("\n\n")
        self.body = body + "\n"
        try:
            origin, size, root = body.split("\n")
            self.size, self.root = int(size), base64.b64decode(root, validate=True)
            signatures = [self._line(line) for line in lines.splitlines()]
        except ValueError as error:
            raise Unreadable(f"no signed head: {error}") from error
        if not blank or len(self.root) != 32 or self.size < 0:
            raise Unreadable("no signed head")
        self.origin, self.cosigned = origin, {}
        if not [key for key in policy.logs if key.name == origin and self._signed(key, signatures)]:
            raise Wrong(f"the head is not signed by the log you named ({origin})")
        for name, key in policy.witnesses.items():
            for data in self._signed(key, signatures):
                self.cosigned[name] = int.from_bytes(data[4:12], "big")
        if not policy.met(policy.quorum, self.cosigned):
            raise Wrong(f"of the witnesses you asked for, only these cosigned: {', '.join(self.cosigned) or 'none'}")

    @staticmethod
    def _line(line):
        dash, name, data = line.split(" ")
        if dash != "\u2014":
            raise ValueError("a signature line begins with a dash")
        return name, base64.b64decode(data, validate=True)

    def _signed(self, key, signatures):
        found = [data for name, data in signatures if (name, data[:4]) == (key.name, key.id)]
        for data in found:
            key.check(self.body, data[4:])
        return found

    def __str__(self):
        times = [datetime.fromtimestamp(time, UTC).isoformat() for time in self.cosigned.values()]
        who = f"cosigned by {', '.join(self.cosigned)}, last at {max(times)}" if times else "no witness asked for"
        return f"head of {self.size} entries of {self.origin}: signed; {who}"


# --- where the log is read: a folder or an address, in the same layout (C2SP tlog-tiles)


class Log:
    def __init__(self, place):
        self.place = place.rstrip("/")
        self.remote = place.startswith(("http://", "https://"))

    def get(self, path):
        try:
            if not self.remote:
                return (Path(self.place) / path).read_bytes()
            with urllib.request.urlopen(f"{self.place}/{path}", timeout=30) as answer:
                return answer.read()
        except (OSError, urllib.error.URLError) as error:
            raise Unreadable(f"{path}: {error}") from error

    def heads(self):
        """Every head that is kept beside the log; from an address, the current one only."""
        if self.remote:
            return [self.get("checkpoint").decode()]
        kept = sorted((Path(self.place) / "checkpoints").glob("*"))
        return [path.read_text(encoding="utf-8") for path in kept] + [self.get("checkpoint").decode()]

    def leaves(self, size):
        """The hashes of the first leaves, each checked against its entry."""
        for number in range((size + WIDTH - 1) // WIDTH):
            width = min(WIDTH, size - number * WIDTH)
            hashes, entries = self._tile("tile/0", number, width), self._tile("tile/entries", number, width)
            at = 0
            for place in range(width):
                end = at + 2 + int.from_bytes(entries[at : at + 2], "big")
                hash_ = hashes[place * 32 : place * 32 + 32]
                if leaf_hash(entries[at + 2 : end]) != hash_:
                    raise Wrong(f"entry {number * WIDTH + place} does not fit its hash")
                at = end
                yield hash_

    def _tile(self, kind, number, width):
        path = f"{number % 1000:03}"
        while number >= 1000:
            number //= 1000
            path = f"x{number % 1000:03}/{path}"
        return self.get(f"{kind}/{path}" + (f".p/{width}" if width < WIDTH else ""))


# --- the three checks


def check_document(asked, policy):
    """That a document or a seal is in the log, by its proof."""
    try:
        proof = json.loads(Path(asked.proof).read_text(encoding="utf-8"))
        if proof["format"] not in FORMATS:
            raise Unreadable(f"a proof of an unknown format {proof['format']!r}")
        entry, salt = (base64.b64decode(proof[name], validate=True) for name in ("leaf", "salt"))
        path = [base64.b64decode(each, validate=True) for each in proof["path"]]
        index, note = int(proof["index"]), str(proof["checkpoint"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{asked.proof} is no proof: {error}") from error
    title, of_pdf, of_seal = _entry(entry)
    for name, kept, prepare in (("pdf", of_pdf, lambda data: hashlib.sha256(data).digest()), ("seal", of_seal, bytes)):
        if getattr(asked, name):
            data = _read(getattr(asked, name))
            if base64.b64encode(hashlib.sha256(salt + prepare(data)).digest()).decode() != kept:
                raise Wrong(f"the proof is of another {name} than this one")
            print(f"entry: {title}, of this {name}")
    head = Head(note, policy)
    if root_by_path(leaf_hash(entry), index, head.size, path) != head.root:
        raise Wrong("the path does not lead to the signed root")
    print(f"inclusion: entry {index} of {head.size}")
    print(head)


def _entry(entry):
    try:
        title, of_pdf, of_seal, end = entry.decode().split("\n")
    except (UnicodeDecodeError, ValueError) as error:
        raise Unreadable("the entry is not that of a document") from error
    if title != "legation document v1" or end:
        raise Unreadable("the entry is not that of a document")
    return title, of_pdf, of_seal


def check_heads(asked, policy):
    """That of two heads one only adds to the other."""
    heads = [Head(_read(path).decode(), policy) for path in (asked.old, asked.new)]
    old, new = sorted(heads, key=lambda head: head.size)
    if old.origin != new.origin:
        raise Wrong(f"two logs: {old.origin} and {new.origin}")
    if old.size == new.size and old.root != new.root:
        raise Wrong(f"equivocation: two signed heads of {old.size} entries with different roots")
    if 0 < old.size < new.size:
        _check_growth(Log(asked.log), old, new)
    print(f"consistency: the log of {new.size} begins with the log of {old.size}")
    print(new)


def _check_growth(log, old, new):
    if log.remote:
        try:
            said = json.loads(log.get(f"consistency?old={old.size}&new={new.size}"))
            path = [base64.b64decode(each, validate=True) for each in said["path"]]
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"no consistency proof: {error}") from error
        found = roots_by_proof(old.size, new.size, old.root, path)
    else:
        found = _roots(log, new.size, {old.size, new.size})
        found = found[old.size], found[new.size]
    if found != (old.root, new.root):
        raise Wrong(f"equivocation: the log of {new.size} does not begin with the log of {old.size}")


def _roots(log, size, wanted):
    tree, found = Growing(), {}
    for hash_ in log.leaves(size):
        tree.add(hash_)
        if tree.size in wanted:
            found[tree.size] = tree.root()
    return found


def check_log(asked, policy):
    """Every entry, every hash, and every head there is."""
    log = Log(asked.log)
    notes = log.heads()
    last = Head(notes[-1], policy)
    heads = [Head(note, Policy("\n".join(f"log {text}" for text in asked.log_keys))) for note in notes]
    if max(head.size for head in heads) > last.size:
        raise Wrong("an earlier head is larger than the current one: entries are gone")
    roots = _roots(log, last.size, {head.size for head in heads}) | {0: Growing().root()}
    for head in heads:
        if roots[head.size] != head.root:
            raise Wrong(f"the entries do not make the signed head of {head.size}")
    print(f"log: {last.size} entries make all of {len(heads)} signed heads")
    print(last)


def _read(path):
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(str(error)) from error


def parser():
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = made.add_subparsers(dest="what", required=True)
    document, heads, log = (ways.add_parser(name) for name in ("document", "heads", "log"))
    document.set_defaults(check=check_document)
    heads.set_defaults(check=check_heads)
    log.set_defaults(check=check_log)
    for each in (document, heads, log):
        each.add_argument("--policy", required=True, help="file: the log's key and the witnesses you believe")
    for each in (heads, log):
        each.add_argument("--log", required=True, help="an exported folder, or the log's address")
    document.add_argument("--proof", required=True)
    document.add_argument("--pdf")
    document.add_argument("--seal", help="the bytes of the barcode")
    heads.add_argument("--old", required=True)
    heads.add_argument("--new", required=True)
    return made


def main(arguments=None):
    """Check what is asked; gives the exit status."""
    asked = parser().parse_args(arguments)
    try:
        text = _read(asked.policy).decode()
        asked.log_keys = [line.split()[1] for line in text.splitlines() if line.startswith("log ")]
        if asked.what == "document" and not asked.pdf and not asked.seal:
            raise Unreadable("give --pdf or --seal")
        asked.check(asked, Policy(text))
    except Wrong as error:
        print(f"WRONG: {error}", file=sys.stderr)
        return 1
    except (Unreadable, UnicodeDecodeError, RecursionError) as error:
        print(f"cannot tell: {error}", file=sys.stderr)
        return 2
    print("OK")
    return 0


if __name__ == "__main__":
    sys.exit(main())
