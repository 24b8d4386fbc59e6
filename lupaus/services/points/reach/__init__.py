"""How many residents live near a service point: the arithmetic, the population it rests on, and the question.

Distance is as the crow flies, from the middle of a square of the population grid to the nearest open point.
"""
