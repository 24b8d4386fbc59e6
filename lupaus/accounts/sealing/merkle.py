"""Merkle tree hashing as RFC 9162 section 2.1 has it: a leaf is hashed behind 0x00, a node behind 0x01.

A tree of n leaves splits at the largest power of two below n. Hashes are 32 bytes of SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

#: The root of a tree without leaves.
EMPTY_ROOT = sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that must be known of a tree to make it grow: the roots of its complete subtrees, largest first.

    There is one for each bit that is set in `size`.
    """

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def with_leaves(self, leaves: Iterator[bytes] | Sequence[bytes]) -> Frontier:
        """The tree with these leaf hashes behind the ones it has."""
        size, nodes = self.size, list(self.nodes)
        for leaf in leaves:
            node, rest = leaf, size
            while rest & 1:  # two complete subtrees of one size become one
                node = node_hash(nodes.pop(), node)
                rest >>= 1
            nodes.append(node)
            size += 1
        return Frontier(size, tuple(nodes))

    @property
    def root(self) -> bytes:
        if not self.nodes:
            return EMPTY_ROOT
        *others, root = self.nodes
        for node in reversed(others):
            root = node_hash(node, root)
        return root

    @property
    def is_whole(self) -> bool:
        """Whether there are as many subtrees as the size asks for, each of 32 bytes."""
        return len(self.nodes) == self.size.bit_count() and all(len(node) == 32 for node in self.nodes)


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    return Frontier().with_leaves(leaves).root


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """PATH(index, leaves) of RFC 9162 section 2.1.3.1: the hashes beside the way from a leaf to the root."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*inclusion_proof(leaves[:k], index), root_of(leaves[k:])]
    return [*inclusion_proof(leaves[k:], index - k), root_of(leaves[:k])]


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that an inclusion proof leads to, `None` when it has the wrong length (section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    f, s, root = index, size - 1, leaf
    for node in proof:
        if s == 0:
            return None
        if f & 1 or f == s:
            root = node_hash(node, root)
            while f and not f & 1:
                f, s = f >> 1, s >> 1
        else:
            root = node_hash(root, node)
        f, s = f >> 1, s >> 1
    return root if s == 0 else None


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """PROOF(first, leaves) of section 2.1.4.1: that the tree of `first` leaves begins this one."""
    if not 0 < first <= len(leaves):
        raise IndexError(first)
    return _subproof(first, leaves, is_known=True)


def is_consistent(
    first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the first tree is the beginning of the second (section 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = list(proof)
    if first & (first - 1) == 0:  # a complete tree is itself a node of the second
        path.insert(0, first_root)
    if not path:
        return False
    f, s = first - 1, second - 1
    while f & 1:
        f, s = f >> 1, s >> 1
    old = new = path[0]
    for node in path[1:]:
        if s == 0:
            return False
        if f & 1 or f == s:
            old, new = node_hash(node, old), node_hash(node, new)
            while f and not f & 1:
                f, s = f >> 1, s >> 1
        else:
            new = node_hash(new, node)
        f, s = f >> 1, s >> 1
    return s == 0 and old == first_root and new == second_root


def _subproof(first: int, leaves: Sequence[bytes], *, is_known: bool) -> list[bytes]:
    size = len(leaves)
    if first == size:
        return [] if is_known else [root_of(leaves)]
    k = _split(size)
    if first <= k:
        return [*_subproof(first, leaves[:k], is_known=is_known), root_of(leaves[k:])]
    return [*_subproof(first - k, leaves[k:], is_known=False), root_of(leaves[:k])]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
