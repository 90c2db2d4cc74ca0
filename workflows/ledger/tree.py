"""The Merkle tree of RFC 9162 over the ledger: roots, inclusion and consistency proofs, and how whoever holds a proof checks it. Pure.

A leaf is the 32-byte hash of an entry (see chain). SHA-256(0x00 · leaf) is its hash in the tree, SHA-256(0x01 · left · right) that of a
node (RFC 9162 §2.1.1). Who proves needs the roots of complete subtrees only: `Roots` gives them, wherever they lie.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

Roots = Callable[[int, int], bytes]
"""(level, index) → the root of the complete subtree over the leaves index·2^level up to (index + 1)·2^level, without the last."""


class Unproven(ValueError):
    """A proof that does not prove what it is said to."""


def leaf_hash(leaf: bytes) -> bytes:
    """Hash of a leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of a node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that grows leaf by leaf: it keeps the roots of the complete subtrees from the left, nothing else.

    `hashed`: SHA-256, or what stands in its place.
    """

    def __init__(self, hashed: Callable[[bytes], bytes] = lambda raw: hashlib.sha256(raw).digest()) -> None:
        self.size = 0
        self._hashed = hashed
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> bytes:
        """The next leaf. Returns its hash."""
        hashed = self._hashed(b"\x00" + leaf)
        self._peaks.append(hashed)
        self.size += 1
        whole = self.size
        while not whole & 1:
            right = self._peaks.pop()
            self._peaks[-1] = self._hashed(b"\x01" + self._peaks[-1] + right)
            whole >>= 1
        return hashed

    def root(self) -> bytes:
        """Of a tree that is not empty."""
        *others, reached = self._peaks
        for left in reversed(others):
            reached = self._hashed(b"\x01" + left + reached)
        return reached


def root(roots: Roots, size: int) -> bytes:
    """The root of the first `size` leaves; that of none is the hash of nothing (RFC 9162 §2.1.1). Raises ValueError below zero."""
    return _subtree(roots, 0, size)


def inclusion_proof(roots: Roots, index: int, size: int) -> list[bytes]:
    """The audit path of a leaf, from the leaf to the root (RFC 9162 §2.1.3.1). Raises ValueError for a leaf that is not in the tree."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not among the first {size}")
    return list(_path(roots, index, 0, size))


def consistency_proof(roots: Roots, before: int, size: int) -> list[bytes]:
    """That the tree of `before` leaves is the beginning of this one (RFC 9162 §2.1.4.1). Raises ValueError where it cannot be."""
    if not 0 < before <= size:
        raise ValueError(f"{before} leaves are no beginning of {size}")
    return list(_subproof(roots, before, 0, size, whole=True)) if before < size else []


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> None:
    """Follow an audit path up (RFC 9162 §2.1.3.2). Raises Unproven where it does not lead to the root."""
    if not 0 <= index < size:
        raise Unproven(f"leaf {index} is not among the first {size}")
    first, last, reached = index, size - 1, leaf_hash(leaf)
    for one in proof:
        if last == 0:
            raise Unproven("the proof is too long")
        if first & 1 or first == last:
            reached = node_hash(one, reached)
            first, last = _raised(first, last)
        else:
            reached = node_hash(reached, one)
        first, last = first >> 1, last >> 1
    if last or reached != expected:
        raise Unproven("the proof does not lead to the root")


def check_consistency(before: int, old: bytes, size: int, new: bytes, proof: Sequence[bytes]) -> None:
    """Follow a consistency proof (RFC 9162 §2.1.4.2). Raises Unproven where the old tree is not the beginning of the new one."""
    if before == size and not proof and old == new:
        return
    if not 0 < before < size or not proof:
        raise Unproven(f"{before} leaves are not shown to be the beginning of {size}")
    path = [old, *proof] if before & (before - 1) == 0 else list(proof)
    first, last = before - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    of_old = of_new = path[0]
    for one in path[1:]:
        if last == 0:
            raise Unproven("the proof is too long")
        if first & 1 or first == last:
            of_old, of_new = node_hash(one, of_old), node_hash(one, of_new)
            first, last = _raised(first, last)
        else:
            of_new = node_hash(of_new, one)
        first, last = first >> 1, last >> 1
    if last or (of_old, of_new) != (old, new):
        raise Unproven("the old tree is not the beginning of the new one")


def _raised(first: int, last: int) -> tuple[int, int]:
    """Up to where the way turns: a last leaf without a neighbour stands for its parent too."""
    while not first & 1 and first:
        first, last = first >> 1, last >> 1
    return first, last


def _split(width: int) -> int:
    """The largest power of two below."""
    return 1 << (width - 1).bit_length() - 1


def _subtree(roots: Roots, start: int, end: int) -> bytes:
    """The root over the leaves from `start` up to `end`; `start` is a multiple of the power of two at or above the width."""
    width = end - start
    if width < 0:
        raise ValueError("a tree has no less than no leaves")
    if width == 0:
        return hashlib.sha256().digest()
    level = width.bit_length() - 1
    if width == 1 << level:
        return roots(level, start >> level)
    middle = start + _split(width)
    return node_hash(_subtree(roots, start, middle), _subtree(roots, middle, end))


def _path(roots: Roots, index: int, start: int, end: int) -> Iterator[bytes]:
    if end - start == 1:
        return
    middle = start + _split(end - start)
    if index < middle:
        yield from _path(roots, index, start, middle)
        yield _subtree(roots, middle, end)
    else:
        yield from _path(roots, index, middle, end)
        yield _subtree(roots, start, middle)


def _subproof(roots: Roots, before: int, start: int, end: int, *, whole: bool) -> Iterator[bytes]:
    if before == end:
        if not whole:
            yield _subtree(roots, start, end)
        return
    middle = start + _split(end - start)
    if before <= middle:
        yield from _subproof(roots, before, start, middle, whole=whole)
        yield _subtree(roots, middle, end)
    else:
        yield from _subproof(roots, before, middle, end, whole=False)
        yield _subtree(roots, start, middle)
