"""Addresses that an administrator gives to an SMS gateway; each channel has its own."""

from django.urls import path

from minqing.gateway.sms import views

app_name = "sms"

urlpatterns = [
    path("in/<slug:channel>", views.take_in_text, name="in"),
    path("report/<slug:channel>", views.take_in_report, name="report"),
]
