"""What faces use of call-ups, through `cases.public.call_ups`."""

from minqing.cases.callups.commands import (
    AnswerCall,
    AppraiseCall,
    AppraiseUnit,
    CallUnits,
    CancelCall,
    RecordArrival,
)
from minqing.cases.callups.queries import (
    Awaiting,
    CalledShown,
    CallUpLine,
    CallUpShown,
    UnitTotal,
    count_awaiting,
    find_call_up,
    list_call_ups,
    may_call,
    sum_call_ups,
)
from minqing.cases.callups.terms import WORD_ZH, Called, CallUpState, Word

__all__ = [
    "WORD_ZH",
    "AnswerCall",
    "AppraiseCall",
    "AppraiseUnit",
    "Awaiting",
    "CallUnits",
    "CallUpLine",
    "CallUpShown",
    "CallUpState",
    "Called",
    "CalledShown",
    "CancelCall",
    "RecordArrival",
    "UnitTotal",
    "Word",
    "count_awaiting",
    "find_call_up",
    "list_call_ups",
    "may_call",
    "sum_call_ups",
]
