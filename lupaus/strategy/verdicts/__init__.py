"""The arithmetic of following a target: pure functions, no database, no clock."""
