"""Family A, 资金: budget, fiscal and other money, purpose, special funds and the projects they hold."""
