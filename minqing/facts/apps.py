from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "minqing.facts"
    label = "facts"
    verbose_name = "事实"

    def ready(self) -> None:
        from minqing.facts.follower import write_facts
        from minqing.log.public import register_follower

        register_follower("facts", write_facts)
