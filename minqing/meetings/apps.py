from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "minqing.meetings"
    label = "meetings"
    verbose_name = "会议"

    def ready(self) -> None:
        from minqing.meetings.commitments import start as commitments

        commitments.register_all()
