from django.urls import path

from cases import views

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("new/", views.new, name="new"),
    path("find/", views.find, name="find"),
    path("<uuid:uid>/", views.case, name="case"),
    path("<uuid:uid>/identity/", views.identity, name="identity"),
    path("<uuid:uid>/ready/", views.ready, name="ready"),
    path("<uuid:uid>/history/", views.history, name="history"),
    path("<uuid:uid>/history/compare/", views.compare, name="compare"),
    path("<uuid:uid>/status/", views.status, name="status"),
    path("<uuid:uid>/another-patient/", views.tell_apart, name="tell_apart"),
    path("<uuid:uid>/key_images/add/", views.add_images, name="add_images"),
    path("<uuid:uid>/key_images/<uuid:row>/picture/", views.picture, name="picture"),
    path("<uuid:uid>/key_images/<uuid:row>/thumbnail/", views.thumbnail, name="thumbnail"),
    path("<uuid:uid>/key_images/<uuid:row>/move/", views.move_image, name="move_image"),
    path("<uuid:uid>/<slug:slug>/", views.section, name="section"),
    path("<uuid:uid>/<slug:slug>/in-error/", views.row_in_error, name="row_in_error"),
    path("<uuid:uid>/<slug:slug>/counts/", views.row_counts_again, name="row_counts_again"),
    path("<uuid:uid>/<slug:slug>/draft/", views.draft, name="draft"),
    path("<uuid:uid>/<slug:slug>/draft/discard/", views.discard_draft, name="discard_draft"),
]
