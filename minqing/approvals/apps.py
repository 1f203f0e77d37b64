from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "minqing.approvals"
    label = "approvals"
    verbose_name = "核准"

    def ready(self) -> None:
        from minqing.approvals import streams
        from minqing.log.public import register

        register(streams.APPROVAL)
