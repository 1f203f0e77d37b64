from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "minqing.suggestions"
    label = "suggestions"
    verbose_name = "系统建议"

    def ready(self) -> None:
        from minqing.log.public import register, register_house_keeper
        from minqing.suggestions import streams, training

        register(streams.SUGGESTIONS)
        register_house_keeper(training.keep_trained)
