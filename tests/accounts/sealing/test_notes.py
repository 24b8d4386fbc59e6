from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lupaus.accounts.sealing.notes import BadNote, PublicKey, SigningKey, Statement, read_note

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
STATED = Statement(12, bytes(32), datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
NOTE = KEY.sign(STATED)


def test_a_checkpoint_is_a_signed_note() -> None:
    name = KEY.public.name
    assert NOTE.startswith(f"{name}\n12\n{'A' * 43}=\nat 2026-11-22T09:00:00.000000Z\n\n— {name} ")
    assert read_note(NOTE, (KEY.public,)) == STATED


def test_a_public_key_is_a_verifier_key() -> None:
    assert PublicKey.parse(str(KEY.public)) == KEY.public


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(NOTE) - 1), st.characters(exclude_categories=["Cs"]))
def test_no_letter_of_a_note_may_be_another(place: int, letter: str) -> None:
    changed = NOTE[:place] + letter + NOTE[place + 1 :]
    if changed != NOTE:
        with pytest.raises(BadNote):
            read_note(changed, (KEY.public,))


@pytest.mark.parametrize(
    "changed", [NOTE + "\n", "\n" + NOTE, NOTE[:-1], NOTE.replace("\n", "\r\n"), "", NOTE + NOTE]
)
def test_nothing_may_be_added_or_taken_away(changed: str) -> None:
    with pytest.raises(BadNote):
        read_note(changed, (KEY.public,))


def test_a_strangers_signature_is_worth_nothing() -> None:
    stranger = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with pytest.raises(BadNote, match="unknown key"):
        read_note(stranger.sign(STATED), (KEY.public,))
    with pytest.raises(BadNote, match="unknown key"):
        read_note(NOTE, ())


@pytest.mark.parametrize(
    "text", ["", "name", "name+00000000+AAAA", str(KEY.public).replace("lupaus", "someone")]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        PublicKey.parse(text)
