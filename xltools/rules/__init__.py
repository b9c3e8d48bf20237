"""The rule catalogue: one module per family, each rule a record and a pure function."""
