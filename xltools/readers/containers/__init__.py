"""Containers of workbooks, opened with distrust: zip archives, compound files and the XML parts in them."""
