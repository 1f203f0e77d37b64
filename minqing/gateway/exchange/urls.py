"""Addresses that an administrator gives to a hotline or petition office; each peer has its own."""

from django.urls import path

from minqing.gateway.exchange import views

app_name = "exchange"

urlpatterns = [
    path("<slug:peer>/orders", views.take_in_orders, name="orders"),
    path("<slug:peer>/changes", views.take_in_changes, name="changes"),
    path("<slug:peer>/reconcile", views.take_in_book, name="reconcile"),
]
