"""`check_web.py PORT`: exit 0 when the web answers /healthz with 200, which asks the database too.

Names the first of ALLOWED_HOSTS, as any other host is refused. Needs no package, so it is quick.
"""

import http.client
import os
import sys

TIMEOUT = 8  # seconds


def status(port: int) -> int:
    """Of /healthz; 0 while nobody listens or answers."""
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        link.request("GET", "/healthz", headers={"Host": host})
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        link.close()


if __name__ == "__main__":
    sys.exit(0 if status(int(sys.argv[1])) == http.client.OK else 1)
