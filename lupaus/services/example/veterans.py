"""Veterans who get services at home: so few in many municipalities that figures about them are hidden.

Nothing here is a statistic. The rest of the example has no numbers so small; here one can see what becomes of
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lupaus.services.example.shares import Line

VETERANS: Final = "veterans-at-home"

#: People at the end of the first year and of the last. In the last one West Uusimaa (HVA03) has small numbers
#: that hide each other, East (HVA01) and Central Uusimaa (HVA02) such as need a larger one beside them, and
#: Pukkila (KU616) nobody, which is told.
VETERANS_BY_MUNICIPALITY: Final[Mapping[str, Line]] = {
    "KU018": Line(8, 1),
    "KU049": Line(330, 66),
    "KU078": Line(17, 4),
    "KU091": Line(890, 190),
    "KU092": Line(300, 61),
    "KU106": Line(66, 14),
    "KU149": Line(9, 2),
    "KU186": Line(62, 13),
    "KU224": Line(14, 3),
    "KU235": Line(21, 6),
    "KU245": Line(48, 10),
    "KU257": Line(46, 9),
    "KU407": Line(6, 1),
    "KU434": Line(27, 6),
    "KU444": Line(68, 15),
    "KU504": Line(4, 1),
    "KU505": Line(26, 5),
    "KU543": Line(51, 10),
    "KU611": Line(7, 1),
    "KU616": Line(5, 0),
    "KU638": Line(72, 17),
    "KU710": Line(46, 12),
    "KU753": Line(27, 5),
    "KU755": Line(8, 2),
    "KU858": Line(48, 9),
    "KU927": Line(36, 8),
}
