"""Addresses of 民情服务台, at the root."""

from django.urls import path

from minqing.portal.views import house, raising, tracking

app_name = "portal"

urlpatterns = [
    path("", house.show_home, name="home"),
    path("help/", house.show_help, name="help"),
    path("mechanisms/", house.show_mechanisms, name="mechanisms"),
    path("raise/", raising.raise_matter, name="raise"),
    path("receipt/", raising.show_receipt, name="receipt"),
    path("receipt/slip/", raising.show_slip, name="slip"),
    path("track/", tracking.track, name="track"),
    path("track/part/", tracking.show_part, name="part"),
    path("track/confirm/", tracking.confirm, name="confirm"),
    path("track/reopen/", tracking.reopen, name="reopen"),
]
