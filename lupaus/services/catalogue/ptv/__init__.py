"""Reading the national service catalogue (Palvelutietovaranto, PTV) through its open API, version 11.

Source of the interface: https://api.palvelutietovaranto.suomi.fi/swagger/ui/index.html, read 2026-11. What it
says is said in many ways: keys begin with a capital letter or not, enumerations differ between its code lists
and its answers, addresses of classes have changed. All of them are understood here; what is not, is listed
with its place and never guessed.
"""

from __future__ import annotations

from lupaus.services.catalogue.ptv.importing import Imported, import_ptv
from lupaus.services.catalogue.ptv.network import NoAnswer, Ptv

__all__ = ["Imported", "NoAnswer", "Ptv", "import_ptv"]
