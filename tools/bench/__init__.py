"""How fast Lupaus is, measured: each module measures one thing and has `run() -> dict` of figures."""
