from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "minqing.exchange"
    label = "exchange"
    verbose_name = "对外对接"

    def ready(self) -> None:
        from minqing.exchange.days import asking
        from minqing.exchange.days import streams as days
        from minqing.exchange.hooks import streams as hooks
        from minqing.exchange.hooks import telling as hook_telling
        from minqing.exchange.hooks.state import Hooks
        from minqing.exchange.orders import rules as order_rules
        from minqing.exchange.orders import streams as orders
        from minqing.exchange.orders import taking, telling
        from minqing.exchange.outbox import keeping, sending
        from minqing.exchange.peers import streams as peers
        from minqing.exchange.peers.state import Peers
        from minqing.kernel.offers import hold_back, register_subject
        from minqing.log import public as log

        log.register(peers.PEER)
        log.register(orders.ORDER)
        log.register(days.DAY)
        log.register_snapshot(Peers, peers.load_peers, kinds=("peer",))
        log.register_follower(
            "exchange-tell",
            telling.fill,
            types=telling.FOLLOWED,
            prepare=telling.prepare,
        )
        log.register(hooks.HOOK)
        log.register_snapshot(Hooks, hooks.load_hooks, kinds=("hook",))
        log.register_follower(
            "exchange-hooks",
            hook_telling.fill,
            types=hook_telling.FOLLOWED,
            prepare=hook_telling.prepare,
        )
        sending.register_target("hook", hook_telling.make_ready)
        sending.register_target("peer", telling.make_ready, telling.follow)
        log.register_job("exchange-bring-in", taking.bring_in_waiting)
        log.register_job("exchange-reconcile", asking.ask_yesterday)
        log.register_job("exchange-send", sending.send_due)
        log.register_house_keeper(keeping.drop_old)
        hold_back(
            "work orders come in by the exchange, signed by their sender",
            "exchange.take-order",
            "exchange.accept-order",
            "exchange.refuse-order",
            "exchange.record-day",
        )
        hold_back(
            "keys are made on the page and shown once",
            "exchange.open-peer",
            "exchange.renew-peer",
            "exchange.open-hook",
            "exchange.renew-hook",
        )
        register_subject(
            "exchange.return-order",
            lambda command: f"case:{order_rules.name_case(command.order)}",
        )
