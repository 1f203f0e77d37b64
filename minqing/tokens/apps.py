from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "minqing.tokens"
    label = "tokens"
    verbose_name = "接口令牌"

    def ready(self) -> None:
        from minqing.kernel.offers import hold_back
        from minqing.log.public import register
        from minqing.tokens import streams

        register(streams.TOKEN)
        hold_back("a token makes no tokens", "token.issue", "token.revoke")
