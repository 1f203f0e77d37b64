"""Addresses of uploads in pieces; the creation answers with the address of one."""

from django.urls import path

from minqing.gateway.uploads import views

app_name = "uploads"

urlpatterns = [
    path("", views.begin, name="begin"),
    path("<str:upload>", views.go_on, name="one"),
]
