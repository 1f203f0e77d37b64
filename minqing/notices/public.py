"""What other contexts may use of notices."""

from minqing.notices.channels.commands import (
    CloseChannel,
    KeepContact,
    OpenChannel,
    RenewChannel,
)
from minqing.notices.channels.gateways import GATEWAYS, Gateway
from minqing.notices.channels.rules import may_keep_contact
from minqing.notices.channels.state import Channels, ChannelState
from minqing.notices.channels.terms import (
    CHANNEL_KIND_ZH,
    TO_RAISERS,
    ChannelKind,
    ChannelSecret,
    ContactDetails,
)
from minqing.notices.commands import RemindPost
from minqing.notices.inbound.arriving import Malformed, find_signed, take_report, take_text
from minqing.notices.inbound.commands import ReceiveText, SettleText
from minqing.notices.inbound.reading import (
    TextShown,
    count_waiting_texts,
    find_party,
    list_new_texts,
    list_waiting_texts,
    open_text,
)
from minqing.notices.inbound.state import TextState
from minqing.notices.inbound.terms import (
    ANSWERS,
    MEANING_ZH,
    SETTLED_ZH,
    Content,
    Meaning,
    Settled,
)
from minqing.notices.outbox.officials import open_contact
from minqing.notices.outbox.parties import make_party
from minqing.notices.outbox.records import (
    Tally,
    Told,
    count_dead,
    count_messages,
    is_being_told,
    list_shown,
    list_told,
    settle_dead,
)
from minqing.notices.outbox.registry import register_addressees, register_messages
from minqing.notices.outbox.terms import (
    ARRIVED,
    CAUSE_ZH,
    MESSAGE_STATE_ZH,
    Addressee,
    MessageState,
    Wish,
)
from minqing.notices.outbox.texts import make_text
from minqing.notices.outbox.told import Arrival, list_arrived, list_asked, note_arrived
from minqing.notices.pack import MessageWords, NoticesSection
from minqing.notices.queries import find_reminder, list_not_quiet, list_reminded
from minqing.notices.rules import is_quiet
from minqing.notices.state import ReminderState
from minqing.notices.terms import MOST_ITEMS, ReminderItem

__all__ = [
    "ANSWERS",
    "ARRIVED",
    "Addressee",
    "Arrival",
    "CAUSE_ZH",
    "CHANNEL_KIND_ZH",
    "ChannelKind",
    "ChannelSecret",
    "ChannelState",
    "Channels",
    "CloseChannel",
    "ContactDetails",
    "Content",
    "GATEWAYS",
    "Gateway",
    "KeepContact",
    "MEANING_ZH",
    "MESSAGE_STATE_ZH",
    "MOST_ITEMS",
    "Malformed",
    "Meaning",
    "MessageState",
    "MessageWords",
    "NoticesSection",
    "OpenChannel",
    "ReceiveText",
    "RemindPost",
    "ReminderItem",
    "ReminderState",
    "RenewChannel",
    "SETTLED_ZH",
    "SettleText",
    "Settled",
    "TO_RAISERS",
    "Tally",
    "TextShown",
    "TextState",
    "Told",
    "Wish",
    "count_dead",
    "count_messages",
    "count_waiting_texts",
    "find_party",
    "find_reminder",
    "find_signed",
    "is_being_told",
    "is_quiet",
    "list_arrived",
    "list_asked",
    "list_new_texts",
    "list_not_quiet",
    "list_reminded",
    "list_shown",
    "list_told",
    "list_waiting_texts",
    "make_party",
    "make_text",
    "may_keep_contact",
    "note_arrived",
    "open_contact",
    "open_text",
    "register_addressees",
    "register_messages",
    "settle_dead",
    "take_report",
    "take_text",
]
