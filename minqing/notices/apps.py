from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "minqing.notices"
    label = "notices"
    verbose_name = "提醒"

    def ready(self) -> None:
        from minqing.kernel.offers import hold_back
        from minqing.log import public as log
        from minqing.mechanisms.public import register_section
        from minqing.notices import pack, streams
        from minqing.notices.channels import streams as channels
        from minqing.notices.channels.state import Channels
        from minqing.notices.inbound import keeping, wishes
        from minqing.notices.inbound import streams as inbound
        from minqing.notices.outbox import officials, own, registry, sender

        log.register(streams.REMINDER)
        hold_back("a clock reminds posts once a day", "notices.remind-post")
        log.register(channels.CHANNEL)
        log.register(channels.CONTACT)
        log.register(inbound.TEXT)
        log.register_snapshot(Channels, channels.load_channels, kinds=("channel",))
        log.register_follower(
            "notices-parties",
            wishes.follow,
            types=wishes.FOLLOWED,
            prepare=wishes.prepare,
            empty=wishes.forget,
        )
        registry.register_addressees("post", officials.reach_post)
        registry.register_addressees("person", officials.reach_person)
        registry.register_messages("notices", own.TYPES, own.compose, own.say)
        log.register_clock("notices-forget-texts", keeping.forget_texts)
        log.register_house_keeper(keeping.drop_old_messages)
        log.register_job("notices-send", sender.send_due)
        register_section("notices", pack.NoticesSection, pack.check_notices)
