"""Figures that can be proved: their permanent addresses, what stands there, and computing them anew."""
