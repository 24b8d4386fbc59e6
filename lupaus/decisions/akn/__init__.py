"""Akoma Ntoso 3.0: agendas and minutes as the XML of parliaments, for archives and other programs.

https://docs.oasis-open.org/legaldocml/akn-core/v1.0/. Minutes are a `debate`, an agenda a `doc`; each item is
a `debateSection` in both. What it is called follows the naming convention of the same standard: the address
of a work is that of its meeting for ever, the expression adds the language and the day of its last change.
"""
