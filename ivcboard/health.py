"""Whether this process can serve: the one page that needs no sign-in but the sign-in page."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from accounts.permissions import public


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers with its schema, 503 otherwise. Says nothing of patients."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM accounts_user LIMIT 1")
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})
