from django.apps import AppConfig

CAPABILITIES = {"partnerships.projects": ("test_rules", "test_queries")}
"""What runs here, with the tests that hold it; the screen is the console's."""


class PartnershipsConfig(AppConfig):
    name = "minqing.partnerships"
    label = "partnerships"
    verbose_name = "惠民项目"

    def ready(self) -> None:
        from minqing.log.public import register, register_follower
        from minqing.mechanisms import public as mechanisms
        from minqing.org.public import UNITS_MOVED
        from minqing.partnerships import facts, followers, streams

        register(streams.PROJECT)
        register_follower(
            "partnerships-levels", followers.follow_units, types=UNITS_MOVED, apart=True
        )
        register_follower(
            "partnerships-ties",
            followers.follow_ties,
            types=followers.TIED_WHEN,
            empty=followers.empty_ties,
        )
        facts.register()
        for name, tests in CAPABILITIES.items():
            mechanisms.register_capability(
                name,
                tests=tuple(f"minqing/partnerships/tests/{test}.py" for test in tests),
                # founded on matters: a mechanism without cases has nothing to found it on
                sets_up=lambda pack, rule: pack.section("cases") is not None,
            )
        self._register_pairs()

    def _register_pairs(self) -> None:
        from minqing.log.public import register, register_follower
        from minqing.mechanisms import public as mechanisms
        from minqing.org.public import UNITS_MOVED
        from minqing.partnerships.pairs import facts, followers, pack, streams

        register(streams.PAIR)
        register_follower(
            "partnerships-pair-levels", followers.follow_units, types=UNITS_MOVED, apart=True
        )
        facts.register()
        mechanisms.register_section("pairings", pack.PairingsSection, pack.check_pairings)
        mechanisms.register_capability(
            "partnerships.pairings",
            tests=("minqing/partnerships/pairs/tests/test_rules.py",),
            sets_up=lambda pack, rule: pack.section("pairings") is not None,
        )
