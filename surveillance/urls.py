from django.urls import path

from surveillance import views

app_name = "surveillance"
urlpatterns = [
    path("", views.work_list, name="work_list"),
    path("cases/<uuid:uid>/", views.schedule, name="schedule"),
    path("schedules/<uuid:uid>/end/", views.end, name="end"),
    path("schedules/<uuid:uid>/resume/", views.resume, name="resume"),
    path("<uuid:uid>/", views.due, name="due"),
    path("<uuid:uid>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("<uuid:uid>/done/", views.done, name="done"),
    path("<uuid:uid>/move/", views.move, name="move"),
    path("<uuid:uid>/reopen/", views.reopen, name="reopen"),
]
