"""Opinion slips on paper: read by machine, proposed field by field, confirmed by a person.

The reader is the extra `ocr` (requirements/ocr.in); nothing here imports it but the child process.
"""
