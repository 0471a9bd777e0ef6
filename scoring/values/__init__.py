"""Pure values that rules reason with: three-valued truth, intervals, date ranges, fields."""
