"""The example that `lupaus demo` shows: services, the matrix, two chains and the process map of Uusimaa."""

from lupaus.services.example.load import ORGANISATION, LoadedServices, load_services_example

__all__ = ["ORGANISATION", "LoadedServices", "load_services_example"]
