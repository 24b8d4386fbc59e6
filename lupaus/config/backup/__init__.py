"""Taking everything an installation keeps into one file, and putting it back.

| | |
|---|---|
| `making.py`, `restoring.py` | the two verbs |
| `archive.py` | the file: a tar of plain members, the last of which lists all others with their SHA-256 |
| `tables.py`, `values.py` | which tables and columns there are, and how a value is written in the file |
| `databases.py` | one moment of SQLite or PostgreSQL to read from, and an empty one to fill |
| `folder.py` | what of the data folder cannot be made anew |
| `commands.py` | the commands |
"""
