"""The mail sink of `make run`: takes every mail by SMTP, keeps it as a file, shows it on a page.

Nothing is ever passed on. SMTP and page are reachable from this machine only.
"""
