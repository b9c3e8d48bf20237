"""The forms as descriptions, and finding their fields in a grid of cells."""
