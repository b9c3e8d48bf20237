"""Family V, 指标值: operator, number, unit and words of target values, and whether they fit the indicator."""
