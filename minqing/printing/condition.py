"""Whether paper can be made here, for the doctor.

Not for readiness or 运行状态: looking loads the library, two seconds and 100 MB of a server
that may never be asked for a PDF.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from minqing.log.public import Finding
from minqing.printing.pdf import find_missing


def check_pdf() -> Finding:
    """Return whether PDF can be made, or what to install. Paper comes from the browser too, so
    that it is no fault."""
    missing = find_missing()
    if missing:
        return Finding("pdf", _("打印PDF"), "soon", missing)
    return Finding("pdf", _("打印PDF"), "well", _("可以生成。"))
