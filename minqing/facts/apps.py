from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "minqing.facts"
    label = "facts"
    verbose_name = "事实"

    def ready(self) -> None:
        from minqing.facts import of_org
        from minqing.facts.follower import empty_facts, write_facts
        from minqing.facts.public import register_facts
        from minqing.log.public import register_follower

        # 2: what was suggested, who confirmed anonymously, final opinions (2026-11)
        # 3: households, visits, duties, projects, posts and teams (2026-11)
        register_follower("facts", write_facts, version=3, empty=empty_facts)
        register_facts(of_org.KINDS, of_org.EXTRACTORS, of_org.extract)
