"""The addresses of the audit trail, under /workspace/audit/."""

from __future__ import annotations

from django.urls import path

from lupaus.accounts import audit_pages

app_name = "audit"
urlpatterns = [
    path("", audit_pages.trail, name="trail"),
    path("records.jsonl", audit_pages.trail_jsonl, name="jsonl"),
    path("records.csv", audit_pages.trail_csv, name="csv"),
]
