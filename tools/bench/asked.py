"""Who is asked in the measurements: the program by Django's client, and Datasette, both without a socket."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any


def client() -> Any:
    """A browser of nobody. After django.setup()."""
    from django.test import Client  # noqa: PLC0415 - after django.setup()

    return Client()


def got(browser: Any, address: str) -> object:
    """The answer to a question that must be answered."""
    answer = browser.get(address, headers={"host": "127.0.0.1"})
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return answer


class Served:
    """Datasette on a file, with so many rows on a page."""

    def __init__(self, path: Path, *, rows: int) -> None:
        from datasette.app import Datasette  # noqa: PLC0415 - only those who measure have it

        self._loop = asyncio.new_event_loop()
        self._app = Datasette([str(path)], settings={"default_page_size": rows, "suggest_facets": False})
        self._loop.run_until_complete(self._app.invoke_startup())

    def got(self, address: str, *, with_word: str = "") -> object:
        """The answer, which must be one, and must have a word."""
        answer = self._loop.run_until_complete(self._app.client.get(address))
        if answer.status_code != 200 or with_word not in answer.text.lower():
            raise RuntimeError(f"Datasette's {address} answered {answer.status_code}")
        return answer

    def close(self) -> None:
        self._loop.close()
