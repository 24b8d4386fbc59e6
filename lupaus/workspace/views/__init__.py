"""The doors of the workspace."""
