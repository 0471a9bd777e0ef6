"""PostgreSQL, Valkey and our own processes on one machine, for `make run` and `make test`.

Nothing here is part of a production installation.
"""
