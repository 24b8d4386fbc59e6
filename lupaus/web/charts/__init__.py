"""Charts and maps, drawn on the server as SVG: pure functions, no database, no script."""
