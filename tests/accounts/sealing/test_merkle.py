"""The tree against RFC 9162's own definition, and against certificate-transparency's test data."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lupaus.accounts.sealing.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    root_from_inclusion,
    root_of,
)

#: Leaves and roots of the reference implementation's test data (google/certificate-transparency, Apache 2.0).
LEAVES = [
    bytes.fromhex(digits)
    for digits in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
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

leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=70).map(
    lambda found: [leaf_hash(each) for each in found]
)


def naive_root(found: list[bytes]) -> bytes:
    """MTH of RFC 9162 section 2.1.1, word for word."""
    if not found:
        return sha256(b"").digest()
    if len(found) == 1:
        return found[0]
    k = 1
    while k * 2 < len(found):
        k *= 2
    return sha256(b"\x01" + naive_root(found[:k]) + naive_root(found[k:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference_data(size: int) -> None:
    assert root_of([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size - 1]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().root == EMPTY_ROOT == sha256(b"").digest()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(leaves, st.data())
def test_a_tree_that_grew_in_steps_is_the_tree_made_at_once(found: list[bytes], data: st.DataObject) -> None:
    step = data.draw(st.integers(0, len(found)))
    tree = Frontier().with_leaves(found[:step])
    assert tree.is_whole
    tree = tree.with_leaves(found[step:])
    assert tree.is_whole
    assert tree.root == naive_root(found)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(leaves, st.data())
def test_an_inclusion_proof_leads_to_the_root_and_from_nowhere_else(
    found: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(found) - 1))
    proof = inclusion_proof(found, index)
    assert root_from_inclusion(found[index], index, len(found), proof) == naive_root(found)
    assert root_from_inclusion(leaf_hash(b"another"), index, len(found), proof) != naive_root(found)
    assert root_from_inclusion(found[index], index, len(found), [*proof, EMPTY_ROOT]) is None
    if proof:
        assert root_from_inclusion(found[index], index, len(found), proof[:-1]) is None
    assert root_from_inclusion(found[index], len(found), len(found), proof) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(leaves, st.data())
def test_a_consistency_proof_holds_for_a_beginning_and_for_nothing_else(
    found: list[bytes], data: st.DataObject
) -> None:
    first = data.draw(st.integers(1, len(found)))
    roots = naive_root(found[:first]), naive_root(found)
    proof = consistency_proof(found, first)
    assert is_consistent(first, roots[0], len(found), roots[1], proof)
    assert not is_consistent(first, EMPTY_ROOT, len(found), roots[1], proof)
    assert not is_consistent(first, roots[0], len(found), EMPTY_ROOT, proof)
    assert not is_consistent(first, roots[0], len(found), roots[1], [*proof, EMPTY_ROOT])
    if proof:
        assert not is_consistent(first, roots[0], len(found), roots[1], proof[:-1])
    assert not is_consistent(0, roots[0], len(found), roots[1], proof)


@pytest.mark.parametrize("index", [-1, 3])
def test_no_proof_is_made_for_what_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof([b"a", b"b", b"c"], index)
    with pytest.raises(IndexError):
        consistency_proof([b"a", b"b", b"c"], index + 1 if index > 0 else index)
