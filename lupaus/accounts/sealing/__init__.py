"""The sealed audit trail: a Merkle tree over salted commitments, with signed checkpoints kept as plain files.

What each piece of it is, exactly: docs/explanation/sealed-audit-trail.md.
"""
