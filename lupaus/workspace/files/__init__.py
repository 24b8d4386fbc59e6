"""Files in which a work is taken out and brought back: what they may hold is declared once, as records.

From one declaration (`records`, with the kinds of value in `kinds`, `words`, `quantities`) come reading YAML,
JSON, spreadsheets and forms with every problem and its place, the JSON Schema, and writing.
"""
