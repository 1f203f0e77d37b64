"""Files of batches go when their term is over, with every row's answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from minqing.imports.commands import DropFile
from minqing.imports.models import Batch
from minqing.imports.rules import KEPT_FOR
from minqing.imports.terms import RUNNING, Status
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command
from minqing.log.public import EraseSubject

REASON = "导入文件保存期满，或导入已放弃"


def subject_of(batch: str) -> str:
    """Return whose data a batch's file is, for the vault: its own subject, with a key of its own."""
    return f"import:{batch}"


def drop_old_files(now: datetime, limit: int) -> Sequence[Command]:
    """Return what erases the files that are over their term: subject first, then the note."""
    waiting = Batch.objects.filter(dropped=False).exclude(status__in=RUNNING)
    over = waiting.filter(changed_at__lte=now - KEPT_FOR) | waiting.filter(status=Status.CANCELLED)
    found: list[Command] = []
    for batch in over.order_by("changed_at").values_list("id", flat=True)[: max(limit // 2, 1)]:
        subject = subject_of(batch)
        found.append(
            EraseSubject(id=derived_id("import-drop", batch), subject=subject, reason=REASON)
        )
        found.append(DropFile(id=derived_id("import-dropped", batch), batch=batch))
    return found
