from django.urls import path

from scoring import views

app_name = "scoring"
urlpatterns = [
    path("<uuid:uid>/preview/", views.preview, name="preview"),
]
