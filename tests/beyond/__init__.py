"""Lupaus on more than one machine: other engines on the same table, each in an environment of its own."""
