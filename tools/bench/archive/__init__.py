"""An archive of made-up decisions with the structure of real ones, for measuring."""
