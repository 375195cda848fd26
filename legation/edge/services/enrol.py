import base64
import os
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import transaction

from legation.appointments.people import INDEX
from legation.documents import keys
from legation.documents.keeping.roots import Root
from legation.documents.keeping.signers import HOLDS, Plan, lend
from legation.documents.key_files import pem
from legation.documents.signer.protocol import Purpose
from legation.edge.models import Edge
from legation.edge.sealing import centre_signer
from legation.ground.audit.api import canonical, record_access
from legation.ground.errors import Conflict, NotFound
from legation.ground.posts.api import Post
from legation.ground.secrets import KEY_BYTES, index_key, lent_index, wrap

SIGNS = timedelta(days=14)
_OF_DOCUMENTS = "documents"


def enrol(*, post: str, root: Root, by: str, at: datetime) -> dict[str, bytes]:
    """Make an edge node for a post: what its folder of keys holds, by path, to be sealed under a passphrase.

    Its document signers sign for two weeks; what they signed holds as long as with any other.

    Raises:
        NotFound: there is no such post.
        Conflict: it has an edge already; that one is ended first.
    """
    place = Post.objects.filter(code=post).first()
    if place is None:
        raise NotFound(f"no post {post}")
    if Edge.objects.filter(post=place, ended_at=None).exists():
        raise Conflict(f"{post} has an edge node; `legation edge end {post}` ends it")
    instance, outbox = os.urandom(KEY_BYTES), Ed25519PrivateKey.generate()
    files, signers = _signers(root, at)
    code = f"{post}-E{Edge.objects.filter(post=place).count() + 1}"
    with transaction.atomic():
        Edge.objects.create(
            code=code, post=place, instance=wrap(instance), public=outbox.public_key().public_bytes_raw(),
            signers=signers, enrolled_at=at,
        )  # fmt: skip
        record_access(actor=by, verb="edge_enrolled", at=at, subject=f"edge:{code}", body={"signers": signers})
    said = {"code": code, "post": post, "centre": settings.LEGATION_ADDRESS}
    return files | {
        # by which somebody who books on both sides is known to be the same
        lent_index(INDEX): base64.b64encode(index_key(INDEX)),
        "instance.key": base64.b64encode(instance), "edge/edge.json": canonical(said),
        "edge/outbox.key": base64.b64encode(outbox.private_bytes_raw()),
        "edge/centre.pub": base64.b64encode(centre_signer().public_key().public_bytes_raw()),
    }  # fmt: skip


def _signers(root: Root, at: datetime) -> tuple[dict[str, bytes], list[str]]:
    """The edge's folder of documents' keys, and the fingerprints of its signers."""
    holds = min(HOLDS, root.certificate.not_valid_after_utc - at)
    files, names = {}, []
    for purpose in (Purpose.SEAL, Purpose.DOCUMENT):
        key, certificate = lend(Plan(purpose=purpose, at=at, signs=SIGNS, holds=holds), root=root)
        files[f"{_OF_DOCUMENTS}/{purpose}.key"] = pem(key)
        files[f"{_OF_DOCUMENTS}/{purpose}.crt"] = certificate.public_bytes(Encoding.PEM)
        names.append(keys.fingerprint(certificate))
    return files | trusted_files(), names


def trusted_files() -> dict[str, bytes]:
    """What an edge judges papers by: our root, everybody we trust, what is revoked, and until when seals' keys sign."""
    ring, place = keys.key_ring(), keys.folder()
    found = {f"{_OF_DOCUMENTS}/root.crt": ring.root.public_bytes(Encoding.PEM)}
    for certificate, purpose in ((ring.seal, Purpose.SEAL), (ring.document, Purpose.DOCUMENT)):
        name = f"{keys.TRUSTED}/{purpose}-{keys.fingerprint(certificate)[:16]}.crt"
        found[f"{_OF_DOCUMENTS}/{name}"] = certificate.public_bytes(Encoding.PEM)
    for path in (*sorted((place / keys.TRUSTED).glob("*.crt")), place / keys.CRL, place / keys.PERIODS):
        if path.exists():
            found[f"{_OF_DOCUMENTS}/{path.relative_to(place)}"] = path.read_bytes()
    return found
