"""Items, agendas and minutes as documents to print."""
