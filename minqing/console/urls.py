"""Addresses of 工作台, all under /console/."""

from django.urls import path

from minqing.console.views import (
    account,
    beside,
    callbacks,
    case,
    door,
    house,
    intake,
    ledgers,
    operations,
    papers,
    review,
    supervise,
    today,
    turned,
)

app_name = "console"

urlpatterns = [
    path("", today.show_today, name="today"),
    path("sign-in/", door.sign_in, name="sign-in"),
    path("sign-out/", door.sign_out, name="sign-out"),
    path("account/", account.show_account, name="account"),
    path("account/out/", account.sign_out_everywhere, name="sign-out-everywhere"),
    path("post/", door.switch, name="switch-post"),
    path("intake/", intake.take_in, name="intake"),
    path("intake/beside/", intake.show_beside, name="beside"),
    path("intake/emergency/", intake.warn, name="emergency"),
    path("triage/", ledgers.show_triage, name="triage"),
    path("ledgers/", ledgers.show_ledgers, name="ledgers"),
    path("ledgers/<slug:kind>/", ledgers.show_ledger, name="ledger"),
    path("cases/<slug:case_id>/", case.show_case, name="case"),
    path("cases/<slug:case_id>/acts/<slug:key>/", case.do_act, name="act"),
    path("cases/<slug:case_id>/slip/", case.show_slip, name="slip"),
    path("cases/<slug:case_id>/letter/", case.show_letter, name="letter"),
    path("cases/<slug:case_id>/turned/", turned.turn, name="turned"),
    path("cases/<slug:case_id>/papers/", papers.show_papers, name="papers"),
    path("cases/<slug:case_id>/papers/slip/", papers.show_papers_slip, name="papers-slip"),
    path("cases/<slug:case_id>/papers/<slug:key>/", papers.do_papers, name="do-papers"),
    path("cases/<slug:case_id>/version/", beside.move_version, name="version"),
    path("reviews/", review.show_reviews, name="reviews"),
    path("reviews/<slug:case_id>/", review.review, name="review"),
    path("planned/", beside.show_planned, name="planned"),
    path("external/", beside.show_external, name="external"),
    path("callbacks/", callbacks.show_callbacks, name="callbacks"),
    path("supervise/", supervise.show_board, name="supervise"),
    path("mechanisms/", house.show_mechanisms, name="mechanisms"),
    path("mechanisms/<slug:key>/", house.show_mechanism, name="mechanism"),
    path("operations/", operations.show_operations, name="operations"),
    path("operations/letters/<int:letter>/", operations.settle, name="letter-act"),
    path("operations/retention/", operations.show_retention, name="retention"),
    path("operations/retention/<slug:case_id>/", operations.keep, name="retention-act"),
    path("units/", house.show_units, name="units"),
]
