"""The example that `lupaus demo` shows: bodies of Uusimaa and about a year of their meetings."""

from lupaus.decisions.example.load import ORGANISATION, LoadedDecisions, load_decisions_example

__all__ = ["ORGANISATION", "LoadedDecisions", "load_decisions_example"]
