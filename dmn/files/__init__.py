"""Tables in files: CSV, JSON lines and Parquet as blocks of columns, and back."""
