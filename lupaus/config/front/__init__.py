"""What stands before the framework: kept pages, and the doors that rooms register, answered in no time.

`Front` wraps Django's application. Whatever it is not sure of, in the least, it hands on, so that switching
it off changes nothing but speed. Rooms register doors through `lupaus.web.front_door`, which may be imported
from beneath; the names are here too.
"""

from __future__ import annotations

from lupaus.config.front.wrapper import Front
from lupaus.web.front_door import Answer, Door, Environ, open_data, register_door, version_of

__all__ = ["Answer", "Door", "Environ", "Front", "open_data", "register_door", "version_of"]
