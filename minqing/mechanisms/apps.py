from django.apps import AppConfig


class MechanismsConfig(AppConfig):
    name = "minqing.mechanisms"
    label = "mechanisms"
    verbose_name = "工作机制"

    def ready(self) -> None:
        from minqing.kernel.offers import hold_back
        from minqing.log.public import (
            StreamKind,
            register,
            register_follower,
            register_snapshot,
        )
        from minqing.mechanisms import commands, events, projection, queries, rules
        from minqing.mechanisms.calendars.snapshot import register_calendar
        from minqing.mechanisms.examples import run_identity
        from minqing.mechanisms.models import Pack
        from minqing.mechanisms.packs import Packs
        from minqing.mechanisms.registry import register_capability, register_example_kind
        from minqing.mechanisms.state import PackState

        register(
            StreamKind(
                name="pack",
                state=PackState,
                evolve=rules.evolve,
                decide=rules.decide,
                needs=rules.needs,
                commands=(commands.PublishPack, commands.RetirePack),
                events=(events.PackPublished, events.PackRetired),
                table=Pack,
                columns=projection.COLUMNS,
                row=projection.row,
            )
        )
        hold_back("a draft is checked at the desk first", "pack.publish")
        register_calendar()
        register_snapshot(Packs, queries.load_packs, kinds=("pack",))
        register_follower(
            "mechanisms.versions",
            projection.follow,
            types=(events.PackPublished.TYPE, events.PackRetired.TYPE),
        )
        register_example_kind("identity", run_identity)
        register_capability(
            "mechanisms.packs",
            screen="console:mechanisms",
            tests=("minqing/mechanisms/tests/test_publication.py",),
        )
