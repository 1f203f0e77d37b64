"""What the log must know of channels and contacts."""

from __future__ import annotations

from minqing.log.public import StreamKind, get_states
from minqing.notices.channels import commands as c
from minqing.notices.channels import events as e
from minqing.notices.channels import rules
from minqing.notices.channels.state import Channels, ChannelState, ContactState
from minqing.notices.models import ChannelRow
from minqing.vault.public import delete_value


def forget_replaced(stream: str, event: e.ChannelRenewed | e.ContactKept) -> None:
    """Delete what another value replaced, in the event's own transaction."""
    if event.replaces:
        delete_value(event.replaces)


def forget_secret(stream: str, event: e.ChannelClosed) -> None:
    """Delete the keys of a closed channel, in the event's own transaction."""
    if event.secret:
        delete_value(event.secret)


def channel_row(channel: str, state: ChannelState, snapshots: object) -> tuple[object, ...]:
    """Return the row of a channel."""
    return (channel, state.banner, state.unit, state.kind.value, state.closed_at is None)


CHANNEL = StreamKind(
    name="channel",
    state=ChannelState,
    evolve=rules.evolve_channel,
    decide=rules.decide_channel,
    needs=rules.needs_channel,
    commands=(c.OpenChannel, c.RenewChannel, c.CloseChannel),
    events=e.CHANNEL_EVENTS,
    table=ChannelRow,
    columns=("id", "banner", "unit", "kind", "is_open"),
    row=channel_row,
    home=lambda state: state.banner,
    effects={e.ChannelRenewed.TYPE: forget_replaced, e.ChannelClosed.TYPE: forget_secret},
)

CONTACT = StreamKind(
    name="contact",
    state=ContactState,
    evolve=rules.evolve_contact,
    decide=rules.decide_contact,
    needs=rules.needs_contact,
    commands=(c.KeepContact,),
    events=(e.ContactKept,),
    effects={e.ContactKept.TYPE: forget_replaced},
)


def load_channels() -> Channels:
    """Load the snapshot of the open channels."""
    ids = ChannelRow.objects.filter(is_open=True).order_by("id").values_list("id", flat=True)
    return Channels(get_states(f"channel:{channel}" for channel in ids).values())
