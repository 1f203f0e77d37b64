from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "minqing.facts"
    label = "facts"
    verbose_name = "事实"

    def ready(self) -> None:
        from minqing.facts.follower import empty_facts, write_facts
        from minqing.log.public import register_follower

        # 2: what was suggested, who confirmed anonymously, final opinions (2026-11)
        register_follower("facts", write_facts, version=2, empty=empty_facts)
