"""What a record needs before a meeting of the board, and whether it has it."""
