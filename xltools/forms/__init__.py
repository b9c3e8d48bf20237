"""The forms as data, and finding their fields in a grid of cells."""
