"""Trees and proofs: the published vectors, and a naive second implementation as oracle."""

from functools import partial
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.ground.transparency import merkle, tiles
from tests.ground.transparency import naive

# leaves and roots of Certificate Transparency's reference tree, as implementations of RFC 6962 publish them
LEAVES = [bytes.fromhex(each) for each in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def entries(count: int) -> list[bytes]:
    return [number.to_bytes(4, "big") for number in range(count)]


def grown(leaves: list[bytes]) -> tiles.Edge:
    edge = tiles.Edge()
    for leaf in leaves:
        edge.append(merkle.leaf_hash(leaf))
    return edge


def hashes(leaves: list[bytes], ranges: list[merkle.Range]) -> list[bytes]:
    return [naive.root(leaves[start:end]) for start, end in ranges]


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert tiles.Edge().root() == merkle.EMPTY == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert grown(LEAVES[:size]).root().hex() == ROOTS[size - 1] == naive.root(LEAVES[:size]).hex()


# RFC 9162 section 2.1.5 and RFC 6962 section 2.1.3 draw a tree of seven leaves, with these names for its nodes
NODES = {"a": (0, 1), "b": (1, 2), "c": (2, 3), "d": (3, 4), "e": (4, 5), "f": (5, 6), "g": (0, 2), "h": (2, 4),
         "i": (4, 6), "j": (6, 7), "k": (0, 4), "l": (4, 7)}  # fmt: skip


@pytest.mark.parametrize(("leaf", "path"), [(0, "bhl"), (3, "cgl"), (4, "fjk"), (6, "ik")])
def test_audit_paths_are_those_the_rfc_draws(leaf: int, path: str) -> None:
    assert merkle.inclusion(leaf, 7) == [NODES[name] for name in path]


@pytest.mark.parametrize(("old", "path"), [(3, "cdgl"), (4, "l"), (6, "ijk")])
def test_consistency_proofs_are_those_the_rfc_draws(old: int, path: str) -> None:
    assert merkle.consistency(old, 7) == [NODES[name] for name in path]


@given(st.integers(1, 70), st.data())
def test_a_leaf_is_proved_and_nothing_else_is(size: int, data: st.DataObject) -> None:
    leaves, index = entries(size), data.draw(st.integers(0, size - 1))
    path = hashes(leaves, merkle.inclusion(index, size))
    assert path == naive.inclusion(index, leaves)
    proof = {"leaf": merkle.leaf_hash(leaves[index]), "index": index, "size": size, "path": path,
             "root": naive.root(leaves)}  # fmt: skip
    assert merkle.proves_inclusion(**proof)
    wrong = data.draw(st.sampled_from(["leaf", "index", "size", "path", "root"]))
    for other in naive.wrong(proof, wrong):
        assert not merkle.proves_inclusion(**other)


@given(st.integers(1, 70), st.integers(0, 70), st.data())
def test_a_longer_tree_is_proved_to_add_only(old: int, more: int, data: st.DataObject) -> None:
    leaves, new = entries(old + more), old + more
    path = hashes(leaves, merkle.consistency(old, new))
    assert path == naive.consistency(old, leaves)
    proof = {"old": old, "new": new, "path": path, "old_root": naive.root(leaves[:old]),
             "new_root": naive.root(leaves)}  # fmt: skip
    assert merkle.proves_consistency(**proof)
    for part in ("path", "old_root", "new_root"):
        for other in naive.wrong(proof, part):
            assert not merkle.proves_consistency(**other)


@given(st.integers(2, 60), st.data())
def test_a_tree_that_changed_an_old_leaf_is_not_proved(size: int, data: st.DataObject) -> None:
    old, victim = data.draw(st.integers(1, size)), data.draw(st.integers(0, size - 1))
    leaves, forged = entries(size), entries(size)
    forged[victim] = b"forged"
    path = hashes(forged, merkle.consistency(old, size))
    holds = partial(merkle.proves_consistency, old=old, new=size, path=path, new_root=naive.root(forged))
    assert holds(old_root=naive.root(leaves[:old])) == (victim >= old)


@pytest.mark.parametrize("ask", [lambda: merkle.inclusion(3, 3), lambda: merkle.inclusion(-1, 3),
                                 lambda: merkle.consistency(0, 3), lambda: merkle.consistency(4, 3)])  # fmt: skip
def test_what_cannot_be_proved_is_refused(ask: object) -> None:
    with pytest.raises(ValueError, match="no "):
        ask()  # type: ignore[operator]


def test_every_tree_adds_to_the_empty_one_and_needs_no_proof() -> None:
    holds = partial(merkle.proves_consistency, old=0, new=3, old_root=merkle.EMPTY, new_root=bytes(32))
    assert holds(path=[]) and not holds(path=[bytes(32)])


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 70_000])
def test_an_edge_is_taken_up_where_it_was_left(size: int) -> None:
    whole, kept = tiles.Edge(), {}
    for leaf in entries(size):
        kept |= {(tile.level, tile.number): tile for tile in whole.append(merkle.leaf_hash(leaf))}
    again = tiles.Edge(size, whole._partial)
    assert again.root() == whole.root()
    assert [again.append(bytes(32)), again.root()] == [whole.append(bytes(32)), whole.root()]
    assert all(tiles.fold(tiles.cut(tile.hashes)) == tile.root for tile in kept.values())
    assert len(kept) == size // 256 + size // 65536


def test_partial_tiles_are_those_of_the_published_example() -> None:
    # C2SP tlog-tiles: a tree of 70,000
    assert tiles.partial_tiles(70_000) == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert tiles.partial_tiles(256) == [(1, 0, 1)]


@settings(deadline=None)  # the machine may be busy
@given(st.integers(1, 3000), st.data())
def test_any_subtree_is_folded_from_tiles(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(leaf) for leaf in entries(size)]
    index = data.draw(st.integers(0, size - 1))
    levels = [leaves, [naive.fold(leaves[at : at + 256]) for at in range(0, size - 255, 256)]]

    def hash_of(start: int, end: int) -> bytes:
        level, number, part = tiles.place(start, end)
        return tiles.fold(levels[level][number * 256 : (number + 1) * 256][part])

    for start, end in merkle.inclusion(index, size):
        assert tiles.subtree(start, end, hash_of) == naive.fold(leaves[start:end])
