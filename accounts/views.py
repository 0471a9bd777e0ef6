"""What an open page asks about its own session."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from accounts.permissions import public


@public
@require_safe
def form_token(request: HttpRequest) -> HttpResponse:
    """A fresh form token for a page that outlived its session; 401 while nobody is signed in."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return HttpResponse(get_token(request), content_type="text/plain")
