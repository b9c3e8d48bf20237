"""Family P, 支出计划: the cumulative shares of the budget planned to be spent by the end of each period."""
