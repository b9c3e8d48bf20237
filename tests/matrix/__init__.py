"""One county written by many programs in many formats, and what the readers make of each file."""
