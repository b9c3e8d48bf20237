"""PDF with text: tables put together from lines and characters on pages, by one recipe, in a process of its own."""
