"""A strategy as a work of the workspace: its parts, how they are read, and what publishing it means."""
