"""Rosters: the departments that a county expects to report, with their units and projects."""
