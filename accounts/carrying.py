"""A post that cannot be taken now is carried on: its fields wait in the answer, behind a button."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

ABOUT_THE_PAGE = {"csrfmiddlewaretoken"}
AS_USER = "as_user"  # the uid of the person to whom the page was shown


@dataclass(frozen=True)
class CarriedPost:
    """What was posted and where: (name, value) pairs in their order, as typed."""

    address: str
    fields: list[tuple[str, str]]


def carried_post(request: HttpRequest) -> CarriedPost | None:
    """The post of one of our own pages; None for everything else.

    A foreign page must not put its words behind a button of ours, and a password is not repeated:
    pages that are open to anybody are left out, and so is a post without the browser's word for
    where it comes from.
    """
    is_safe = _is_from_our_page(request) and _is_behind_sign_in(request)
    if request.method != "POST" or not is_safe:
        return None
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    fields = [(name, value) for name, value in pairs if name not in ABOUT_THE_PAGE]
    return CarriedPost(request.get_full_path(), fields)


def is_of_somebody_else(request: HttpRequest) -> bool:
    """Whether a signed-in person posts a page that was shown to another one of this browser."""
    shown_to = request.POST.get(AS_USER) if request.method == "POST" else None
    return shown_to is not None and shown_to != str(getattr(request.user, "uid", ""))


def answer_carrying(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """An error page that keeps what was posted, where that is safe."""
    return render(request, template, {"carried": carried_post(request)}, status=status)


def _is_from_our_page(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _is_behind_sign_in(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and getattr(match.func, "permission", "public") != "public"
