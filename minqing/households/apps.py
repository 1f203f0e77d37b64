from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "minqing.households"
    label = "households"
    verbose_name = "户情"

    def ready(self) -> None:
        from minqing.households import streams
        from minqing.log.public import register
        from minqing.mechanisms import public as mechanisms

        register(streams.HOUSEHOLD)
        # Caseloads are assigned but not yet measured (60 to 70, full coverage): not registered.
        mechanisms.register_capability(
            "households.register",
            tests=(
                "minqing/households/tests/test_rules.py",
                "minqing/households/tests/test_queries.py",
            ),
        )
