from django.apps import AppConfig

CAPABILITIES = {"activities.visits": ("test_rules", "test_queries")}
"""What runs here, with the tests that hold it; the screens are the console's."""


class ActivitiesConfig(AppConfig):
    name = "minqing.activities"
    label = "activities"
    verbose_name = "走访"

    def ready(self) -> None:
        from minqing.activities import facts, followers, pack, streams
        from minqing.log.public import register, register_follower
        from minqing.mechanisms import public as mechanisms
        from minqing.org.public import UNITS_MOVED

        register(streams.ACTIVITY)
        register_follower(
            "activities-levels", followers.follow_units, types=UNITS_MOVED, apart=True
        )
        facts.register()
        mechanisms.register_section("activities", pack.ActivitiesSection, pack.check_activities)
        for name, tests in CAPABILITIES.items():
            mechanisms.register_capability(
                name, tests=tuple(f"minqing/activities/tests/{test}.py" for test in tests)
            )
