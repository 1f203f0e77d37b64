from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "minqing.signin"
    label = "signin"
    verbose_name = "登录验证"

    def ready(self) -> None:
        from minqing.kernel.offers import hold_back
        from minqing.log.public import register, register_snapshot
        from minqing.signin import policy, streams
        from minqing.signin.commands import COMMANDS
        from minqing.signin.state import FactorPolicy, Links

        register(streams.SIGNIN)
        register_snapshot(Links, streams.load_links, kinds=("signin",))
        register_snapshot(FactorPolicy, policy.load_policy)
        hold_back("how a person signs in is changed at the desk", *(one.TYPE for one in COMMANDS))
