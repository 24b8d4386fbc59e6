"""The example that `lupaus demo` shows: the practices of the organiser of Uusimaa."""

from lupaus.practices.example.load import HANDBOOK_ID, ORGANISATION, load_practices_example

__all__ = ["HANDBOOK_ID", "ORGANISATION", "load_practices_example"]
