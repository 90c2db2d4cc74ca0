"""Claims: the tree is that of RFC 9162: known roots, proofs that prove, and none that proves anything else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.ledger import tree

# The leaves and roots with which Certificate Transparency has been tested since RFC 6962.
LEAVES = [bytes.fromhex(one) for one in ",00,10,2021,3031,40414243,5051525354555657,606162636465666768696a6b6c6d6e6f".split(",")]
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
leaves = st.lists(st.binary(max_size=3), min_size=1, max_size=70, unique=True)


def naive(some: Sequence[bytes]) -> bytes:
    """MTH as the text of RFC 9162 §2.1.1 says it, with nothing kept."""
    if not some:
        return hashlib.sha256().digest()
    if len(some) == 1:
        return tree.leaf_hash(some[0])
    middle = 1
    while middle * 2 < len(some):
        middle *= 2
    return tree.node_hash(naive(some[:middle]), naive(some[middle:]))


def over(some: Sequence[bytes]) -> tree.Roots:
    """Roots of complete subtrees, computed anew each time."""
    return lambda level, index: naive(some[index << level : (index + 1) << level])


@pytest.mark.parametrize("size", range(1, 9))
def test_known_leaves_have_known_roots(size: int) -> None:
    assert tree.root(over(LEAVES), size).hex() == ROOTS[size - 1]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert tree.root(over([]), 0).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(leaves)
def test_a_root_is_that_of_the_text(some: list[bytes]) -> None:
    assert tree.root(over(some), len(some)) == naive(some)


@given(leaves)
def test_a_tree_that_grows_has_the_same_roots(some: list[bytes]) -> None:
    frontier = tree.Frontier()
    for number, leaf in enumerate(some, 1):
        assert frontier.add(leaf) == tree.leaf_hash(leaf)
        assert frontier.root() == naive(some[:number])


@given(leaves, st.data())
def test_every_leaf_is_shown_to_be_in_the_tree_and_no_other(some: list[bytes], data: st.DataObject) -> None:
    size = len(some)
    index = data.draw(st.integers(0, size - 1))
    proof, whole = tree.inclusion_proof(over(some), index, size), naive(some)
    tree.check_inclusion(some[index], index, size, proof, whole)
    for leaf, where in ((some[index] + b"!!!!", index), (some[index], index + 1), (some[index], index - 1)):
        with pytest.raises(tree.Unproven):
            tree.check_inclusion(leaf, where, size, proof, whole)
    for spoilt in ([*proof, whole], proof[:-1] if proof else [whole], [bytes(32), *proof[1:]]):
        with pytest.raises(tree.Unproven):
            tree.check_inclusion(some[index], index, size, spoilt, whole)


@given(leaves, st.data())
def test_an_old_tree_is_shown_to_be_the_beginning_and_a_changed_one_is_not(some: list[bytes], data: st.DataObject) -> None:
    size = len(some)
    before = data.draw(st.integers(1, size))
    old, new = naive(some[:before]), naive(some)
    proof = tree.consistency_proof(over(some), before, size)
    tree.check_consistency(before, old, size, new, proof)
    place = data.draw(st.integers(0, before - 1))
    forked = [*some[:place], some[place] + b"!", *some[place + 1 :]]
    for told in (proof, tree.consistency_proof(over(forked), before, size)):
        with pytest.raises(tree.Unproven):
            tree.check_consistency(before, old, size, naive(forked), told)
    with pytest.raises(tree.Unproven):
        tree.check_consistency(before, old, size, new, [*proof, new])


def test_what_cannot_be_shown_is_not_tried() -> None:
    with pytest.raises(ValueError, match="not among the first 8"):
        tree.inclusion_proof(over(LEAVES), 8, 8)
    with pytest.raises(ValueError, match="no beginning of 8"):
        tree.consistency_proof(over(LEAVES), 9, 8)
    with pytest.raises(tree.Unproven):
        tree.check_consistency(0, b"", 3, naive(LEAVES[:3]), [])
