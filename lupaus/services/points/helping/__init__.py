"""“What helps in my situation”: from a life situation to services, and the ways to them.

Nothing here writes anything or tells a log what was asked.
"""
