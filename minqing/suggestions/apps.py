from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "minqing.suggestions"
    label = "suggestions"
    verbose_name = "系统建议"

    def ready(self) -> None:
        from minqing.kernel.offers import hold_back
        from minqing.log.public import register, register_house_keeper
        from minqing.suggestions import streams, training

        register(streams.SUGGESTIONS)
        hold_back("the worker trains", "suggestions.record-training")
        register_house_keeper(training.keep_trained)
