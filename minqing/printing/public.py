"""What the faces may use of printing."""

from minqing.printing.catalogue import SHEET_OF, SHEETS, Sheet, Size, list_sheets
from minqing.printing.codes import draw_code, write_code
from minqing.printing.drawing import draw_sheet
from minqing.printing.of_cases import Around, fill_sheet, name_post
from minqing.printing.of_places import fill_card, fill_code
from minqing.printing.pdf import PdfMissing, find_missing, make_pdf

__all__ = [
    "SHEETS",
    "SHEET_OF",
    "Around",
    "PdfMissing",
    "Sheet",
    "Size",
    "draw_code",
    "draw_sheet",
    "fill_card",
    "fill_code",
    "fill_sheet",
    "find_missing",
    "list_sheets",
    "make_pdf",
    "name_post",
    "write_code",
]
