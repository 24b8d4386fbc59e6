"""Make the reading form of the newest release: `python -m lupaus.indicators.make_reading_form`.

The server starts it where much is to be made. Who serves from a copy of the data may run it beforehand. It
stands beside the package and not within, for the package needs Django set up.
"""

from __future__ import annotations

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lupaus.config.settings")
    import django  # noqa: PLC0415 - the settings are named by now

    django.setup()
    from lupaus.indicators import queries, reading  # noqa: PLC0415 - only when Django has been set up

    os.nice(10)
    release = queries.newest_release()
    if release is not None:
        reading.make_ready(release.table_version)


if __name__ == "__main__":
    main()
