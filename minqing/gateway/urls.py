"""Addresses for programs: the API under /api/v1/, Open311 under /open311/v2/, doors of other
systems under /gateway/."""

from django.urls import include, path

from minqing.gateway import leaving
from minqing.gateway.api import pages
from minqing.gateway.api.routes import list_addresses
from minqing.gateway.open311.routes import ADDRESSES as OPEN311

API = [
    path("api/v1/openapi.json", pages.give_document, name="api-document"),
    path("api/v1/docs", pages.show_docs, name="api-docs"),
    path("api/v1/docs/<str:operation>", pages.show_operation, name="api-docs-operation"),
    *list_addresses(),
]

urlpatterns = [
    path("", include(([*API, *OPEN311], "gateway"))),
    path("gateway/oidc/logout", leaving.leave, name="oidc-logout"),
    path("gateway/sms/", include("minqing.gateway.sms.urls")),
    path("gateway/exchange/", include("minqing.gateway.exchange.urls")),
    path("gateway/uploads/", include("minqing.gateway.uploads.urls")),
]
