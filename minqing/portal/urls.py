"""Addresses of 民情服务台, at the root."""

from django.urls import path

from minqing.portal.views import (
    board,
    codes,
    evidence,
    held,
    house,
    printing,
    projects,
    raising,
    tracking,
)

app_name = "portal"

urlpatterns = [
    path("", house.show_home, name="home"),
    path("help/", house.show_help, name="help"),
    path("contact/", house.show_contact, name="contact"),
    path("guide/", house.show_guide, name="guide"),
    path("guide/<slug:category>/", house.show_guide_part, name="guide-part"),
    path("mechanisms/", house.show_mechanisms, name="mechanisms"),
    path("offline/", house.show_offline, name="offline"),
    path("raise/", raising.raise_matter, name="raise"),
    path("raise/photo/<str:word>/", raising.show_photo, name="photo"),
    path("q/<slug:place>/", raising.begin_at, name="begin-at"),
    path("q/<slug:place>/code.svg", codes.draw_code, name="code"),
    path("q/<slug:place>/sheet/", codes.show_sheet, name="sheet"),
    path("q/<slug:place>/card/", codes.show_card, name="card"),
    path("receipt/", raising.show_receipt, name="receipt"),
    path("receipt/slip/", raising.show_slip, name="slip"),
    path("track/", tracking.track, name="track"),
    path("track/part/", tracking.show_part, name="part"),
    path("track/print/<str:word>/", printing.print_own, name="print"),
    path("track/confirm/", tracking.confirm, name="confirm"),
    path("track/reopen/", tracking.reopen, name="reopen"),
    path("track/withdraw/", tracking.withdraw, name="withdraw"),
    path("track/photos/", tracking.add_photos, name="add-photos"),
    path("track/call/", tracking.ask_call, name="ask-call"),
    path("track/file/<str:word>/", tracking.show_file, name="sent-file"),
    path("held/", held.show, name="held"),
    path("held/ask/", held.ask, name="held-ask"),
    path("board/", board.show_board, name="board"),
    path("board/wall/", board.show_wall, name="wall"),
    path("projects/", projects.show_projects, name="projects"),
    path("board/sheet/", printing.print_wall, name="board-sheet"),
    path("evidence/", evidence.show_days, name="evidence"),
    path("evidence/verify/", evidence.verify, name="verify"),
    path("evidence/<slug:day>.json", evidence.give_day, name="digest"),
]
