from django.apps import AppConfig

CAPABILITIES = {
    "households.register": ("test_rules", "test_queries"),
    "households.caseloads": ("test_rules", "test_split", "test_coverage"),
}
"""What runs here, with the tests that hold it; the screens are the console's."""


class HouseholdsConfig(AppConfig):
    name = "minqing.households"
    label = "households"
    verbose_name = "户情"

    def ready(self) -> None:
        from minqing.households import examples, facts, followers, pack, reads, streams, workload
        from minqing.log.public import register, register_follower
        from minqing.mechanisms import public as mechanisms
        from minqing.org.public import UNITS_MOVED

        register(streams.HOUSEHOLD)
        reads.register()
        register_follower(
            "households-levels", followers.follow_units, types=UNITS_MOVED, apart=True
        )
        facts.register()
        mechanisms.register_section("caseloads", pack.CaseloadsSection, pack.check_caseloads)
        mechanisms.register_section("workload", workload.WorkloadSection, workload.check_workload)
        mechanisms.register_load_test("visits", workload.measure_load)
        mechanisms.register_example_kind("caseload", examples.run_caseload)
        for name, tests in CAPABILITIES.items():
            mechanisms.register_capability(
                name, tests=tuple(f"minqing/households/tests/{test}.py" for test in tests)
            )
