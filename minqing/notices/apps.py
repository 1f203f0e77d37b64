from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "minqing.notices"
    label = "notices"
    verbose_name = "提醒"

    def ready(self) -> None:
        from minqing.log.public import register
        from minqing.mechanisms.public import register_section
        from minqing.notices import pack, streams

        register(streams.REMINDER)
        register_section("notices", pack.NoticesSection)
