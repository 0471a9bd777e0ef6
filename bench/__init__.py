"""Yardsticks: how long our work takes beside the least that could do it. Run by `make bench`."""
