"""Addresses of the board's pages."""

from django.urls import path

from board import views

app_name = "board"
urlpatterns = [
    path("<uuid:uid>/summary/", views.summary, name="summary"),
]
