"""Programs that the matrix runs in environments of their own; each writes the cells of one department to a file."""
