"""Spreadsheets in and out: XLSX files that hold values and nothing else, and safe cells of CSV files."""

from lupaus.web.spreadsheets.archive import NotRead
from lupaus.web.spreadsheets.cells import Value, csv_cell, is_like_formula, place_of
from lupaus.web.spreadsheets.reading import Row, Sheet, read_workbook
from lupaus.web.spreadsheets.sheet import Limits
from lupaus.web.spreadsheets.writing import Column, SheetToWrite, write_workbook

__all__ = [
    "Column",
    "Limits",
    "NotRead",
    "Row",
    "Sheet",
    "SheetToWrite",
    "Value",
    "csv_cell",
    "is_like_formula",
    "place_of",
    "read_workbook",
    "write_workbook",
]
