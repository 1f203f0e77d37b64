from django.apps import AppConfig

CAPABILITIES = {
    "org.units": ("test_divisions", "test_unit_rules", "test_directory", "test_mergers"),
    "org.posts": ("test_post_rules", "test_roles", "test_stationing_rules"),
    "org.postings": ("test_post_rules", "test_stationing_rules", "test_staffing", "test_villages"),
}
"""What runs here, with the tests that hold it; screens of people and posts are the console's."""


class OrgConfig(AppConfig):
    name = "minqing.org"
    label = "org"
    verbose_name = "单位、岗位和人员"

    def ready(self) -> None:
        from minqing.log import registry
        from minqing.mechanisms import public as mechanisms
        from minqing.org import followers, pack, projection, reads, streams, trials
        from minqing.org.directory import Directory
        from minqing.org.roles import PERMISSIONS

        for kind in streams.KINDS:
            registry.register(kind)
        registry.register_snapshot(
            Directory, projection.load_directory, kinds=streams.SNAPSHOT_KINDS
        )
        registry.register_follower(
            "org-tenures", followers.follow_tenures, types=followers.FOLLOWED_TENURES
        )
        registry.register_follower(
            "org-levels", followers.follow_moves, types=followers.UNITS_MOVED
        )
        registry.register_house_keeper(trials.forget_old)
        reads.register()
        mechanisms.register_permissions(PERMISSIONS)
        mechanisms.register_check("place", pack.check_place)
        mechanisms.register_section("stationing", pack.StationingSection, pack.check_stationing)
        for name, tests in CAPABILITIES.items():
            mechanisms.register_capability(
                name, tests=tuple(f"minqing/org/tests/{test}.py" for test in tests)
            )
