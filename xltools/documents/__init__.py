"""Published texts in and out."""
