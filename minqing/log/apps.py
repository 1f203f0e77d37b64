from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "minqing.log"
    label = "log"
    verbose_name = "总账"

    def ready(self) -> None:
        from minqing.log import letters, registry, subjects

        registry.register(subjects.SUBJECT)
        registry.register(letters.LETTER)
        registry.register_follower(
            "erasures", subjects.finish_erasures, types=(subjects.Erased.TYPE,)
        )
