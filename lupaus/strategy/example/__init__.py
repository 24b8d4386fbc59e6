"""The example that `lupaus demo` shows: Uusimaa 2030, followed with real and with illustrative figures."""
