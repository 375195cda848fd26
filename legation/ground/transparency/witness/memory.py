"""What a witness remembers, as files in a folder: its key, the last head of each log, and what contradicted one."""

import json
import os
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from legation.ground.transparency.merkle import EMPTY
from legation.ground.transparency.notes import Checkpoint


class Memory:
    """A folder that its owner alone may read; what it says is on the disk before anybody hears of it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder, self._heads_path = folder, folder / "heads.json"
        self._heads: dict[str, tuple[int, str]] = {}
        if self._heads_path.exists():
            self._heads = {
                origin: (size, root) for origin, (size, root) in json.loads(self._heads_path.read_text()).items()
            }

    def key(self) -> Ed25519PrivateKey:
        """The witness's key, made at the first call."""
        path = self._folder / "witness.key"
        if not path.exists():
            self._write(path, Ed25519PrivateKey.generate().private_bytes_raw())
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())

    def last(self, origin: str) -> Checkpoint:
        """The last head of a log that was cosigned; the empty tree's if there is none."""
        size, root = self._heads.get(origin, (0, EMPTY.hex()))
        return Checkpoint(origin, size, bytes.fromhex(root))

    def remember(self, head: Checkpoint) -> None:
        """Keep this head as the last one of its log."""
        self._heads[head.origin] = (head.size, head.root.hex())
        self._write(self._heads_path, json.dumps(self._heads, indent=1).encode())

    def keep_evidence(self, request: bytes) -> Path:
        """Keep a signed head that contradicts what was seen before; gives the file."""
        path = self._folder / "evidence" / f"{sha256(request).hexdigest()[:32]}.txt"
        path.parent.mkdir(exist_ok=True, mode=0o700)
        self._write(path, request)
        return path

    def _write(self, path: Path, data: bytes) -> None:
        """Write a file so that after a power cut the old or the new one is there."""
        beside = path.with_suffix(".new")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
