"""Books with known faults, and a score: how much of what a reviewer flags the rules find, and what else they say."""
