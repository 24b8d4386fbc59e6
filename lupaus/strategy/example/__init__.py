"""The example that `lupaus demo` shows: Uusimaa 2030, followed with real and with illustrative figures."""

from lupaus.strategy.example.load import STRATEGY_ID, LoadedExample, load_example

__all__ = ["STRATEGY_ID", "LoadedExample", "load_example"]
