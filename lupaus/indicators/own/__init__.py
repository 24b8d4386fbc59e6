"""Private pages, commands and API by which an organisation's editors bring in its own observations."""
