"""Many department workbooks into one county summary."""
