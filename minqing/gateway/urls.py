"""Addresses of other systems' doors, all under /gateway/."""

from django.urls import include, path

urlpatterns = [
    path("gateway/sms/", include("minqing.gateway.sms.urls")),
]
