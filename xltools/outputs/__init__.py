"""A consolidated county for programs: JSON, CSV and Parquet tables, and pandas tables, all by one schema."""
