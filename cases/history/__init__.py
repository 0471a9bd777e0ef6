"""What became of a record: what the database wrote down about it, in words."""
