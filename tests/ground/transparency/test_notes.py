"""Signed notes, checkpoints, cosignatures and policies: published examples, and hostile text."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from legation.ground.transparency import notes, policy
from legation.ground.transparency.notes import Checkpoint, Malformed, Verifier

# the published example of the Go checksum database's notes
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# the example of C2SP tlog-cosignature; its keys are not published
SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
LOG, WITNESS = Verifier("log.example", notes.NOTE, PUBLIC), Verifier("w.example", notes.COSIGNATURE, PUBLIC)
HEAD = Checkpoint("log.example", 3, bytes(32))


def test_the_published_note_holds() -> None:
    body, signatures = notes.read_note(NOTE)
    peter = Verifier.parse(PETER)
    assert str(peter) == PETER
    assert notes.signers_of(body, signatures, [peter]) == [peter]


def test_the_published_checkpoint_is_read_and_its_cosigning_time_is_told() -> None:
    body, signatures = notes.read_note(SOFA)
    assert Checkpoint.parse(body).size == 20852163 and Checkpoint.parse(body).body() == body
    assert [each.name for each in signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert signatures[1].time == 1679315147
    assert body + "\n" + "".join(map(str, signatures)) == SOFA


def test_a_changed_note_of_a_known_key_is_refused_and_unknown_keys_are_ignored() -> None:
    body, signatures = notes.read_note(NOTE.replace("problem is", "answer is"))
    with pytest.raises(Malformed, match="does not hold"):
        notes.signers_of(body, signatures, [Verifier.parse(PETER)])
    assert notes.signers_of(body, signatures, [LOG]) == []


def test_a_cosignature_holds_for_its_time_and_text_only() -> None:
    line = notes.cosign(HEAD.body(), WITNESS, KEY.sign, time=1_700_000_000)
    later = notes.Signed(line.name, line.id, (1_700_000_001).to_bytes(8, "big") + line.signature[8:])
    assert notes.signers_of(HEAD.body(), [line], [WITNESS]) == [WITNESS]
    for body, signed in ((HEAD.body(), later), (Checkpoint("log.example", 4, bytes(32)).body(), line)):
        with pytest.raises(Malformed):
            notes.signers_of(body, [signed], [WITNESS])


def test_one_key_as_log_and_as_witness_has_two_ids() -> None:
    line = notes.sign(HEAD.body(), LOG, KEY.sign)
    assert notes.signers_of(HEAD.body(), [line], [LOG, WITNESS]) == [LOG]


@given(st.text(max_size=200) | st.sampled_from([SOFA, NOTE]).flatmap(
    lambda note: st.integers(0, len(note) - 1).flatmap(
        lambda at: st.characters().map(lambda letter: note[:at] + letter + note[at + 1 :]))))  # fmt: skip
def test_whatever_is_sent_is_read_or_malformed(text: str) -> None:
    try:
        body, signatures = notes.read_note(text)
        notes.signers_of(body, signatures, [LOG])
        Checkpoint.parse(body)
    except Malformed:
        return


@pytest.mark.parametrize("size", ["-1", "01", "", "1.0", "9" * 20, "٣"])
def test_a_size_is_plain_decimal(size: str) -> None:
    with pytest.raises(Malformed):
        Checkpoint.parse(f"log.example\n{size}\n{notes.b64(bytes(32))}\n")


def three() -> policy.Policy:
    keys = [Verifier(f"w{n}", notes.COSIGNATURE, bytes([n]) * 32) for n in range(3)]
    lines = [f"log {LOG}", *(f"witness w{n} {key} http://w{n}.example" for n, key in enumerate(keys)),
             "group two 2 w0 w1 w2  # any two", "quorum two"]  # fmt: skip
    return policy.parse("\n".join(lines))


def test_a_quorum_is_two_of_three() -> None:
    asked = three()
    first, second, _third = asked.known()
    assert not asked.met([first]) and asked.met([first, second])
    assert asked.logs == [LOG] and asked.witnesses["w1"].address == "http://w1.example"


@pytest.mark.parametrize(
    "text", ["quorum nobody", "group g 2 w0", "log x", "witness", "house x y", f"witness none {WITNESS}"]
)
def test_a_policy_that_makes_no_sense_names_its_line(text: str) -> None:
    with pytest.raises(Malformed, match="line 1"):
        policy.parse(text)
