"""Whether figures can be trusted: rules of integrity, what they find, and how it is told."""
