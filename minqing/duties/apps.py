from django.apps import AppConfig

CAPABILITIES = {"duties.cadence": ("test_standing", "test_rules", "test_queries")}
"""What runs here, with the tests that hold it; the screens are the console's."""


class DutiesConfig(AppConfig):
    name = "minqing.duties"
    label = "duties"
    verbose_name = "职责"

    def ready(self) -> None:
        from minqing.duties import examples, facts, pack, streams
        from minqing.log.public import register
        from minqing.mechanisms import public as mechanisms

        register(streams.EXCUSE)
        register(streams.CADENCE)
        facts.register()
        mechanisms.register_section("duties", pack.DutiesSection, pack.check_duties)
        mechanisms.register_example_kind("duty", examples.run_duty)
        mechanisms.register_check("duties_kinds", pack.check_kinds)
        for name, tests in CAPABILITIES.items():
            mechanisms.register_capability(
                name,
                tests=tuple(f"minqing/duties/tests/{test}.py" for test in tests),
                sets_up=pack.sets_up,
            )
