from django.urls import path

from scoring import views

app_name = "scoring"
urlpatterns = [
    path("scores/<uuid:uid>/preview/", views.preview, name="preview"),
    path("scores/<uuid:uid>/cards/", views.history, name="history"),
    path("how-we-score/", views.rules, name="rules"),
    path("knowledge/", views.knowledge, name="knowledge"),
]
