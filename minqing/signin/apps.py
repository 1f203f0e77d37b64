from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "minqing.signin"
    label = "signin"
    verbose_name = "登录验证"

    def ready(self) -> None:
        from minqing.kernel.offers import hold_back
        from minqing.log.public import register, register_house_keeper, register_snapshot
        from minqing.notices.public import register_messages
        from minqing.signin import messages, policy, streams
        from minqing.signin.commands import COMMANDS
        from minqing.signin.provider import sessions
        from minqing.signin.state import FactorPolicy, Links

        register(streams.SIGNIN)
        register_snapshot(Links, streams.load_links, kinds=("signin",))
        register_snapshot(FactorPolicy, policy.load_policy)
        register_messages(
            "signin", messages.TYPES, messages.compose, messages.say, words=messages.WORDS
        )
        register_house_keeper(sessions.sweep)
        hold_back("how a person signs in is changed at the desk", *(one.TYPE for one in COMMANDS))
