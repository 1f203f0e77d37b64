from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "minqing.approvals"
    label = "approvals"
    verbose_name = "核准"

    def ready(self) -> None:
        from minqing.approvals import streams
        from minqing.kernel.offers import hold_back
        from minqing.log.public import register

        register(streams.APPROVAL)
        hold_back("a clock lets requests lapse", "approval.lapse")
