"""The reminder engine: plan, claim, send, record. The database is the only truth.

Every step takes `now` (aware, UTC), read once from the database by `sweep`. Any number of sweeps at
once, and any number too many, end in the same rows.
"""
