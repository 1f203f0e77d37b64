"""What other contexts may use of the vault."""

from minqing.vault.cleaning import Cleaned, FileRefused, clean_file
from minqing.vault.crypto import KeyWrong
from minqing.vault.files import (
    claim_files,
    delete_files_of,
    drop_staged,
    find_files,
    keep_file,
    open_file,
)
from minqing.vault.store import (
    check_master_key,
    delete_key,
    delete_value,
    find_subjects,
    get_index_key,
    open_value,
    open_values,
)

__all__ = [
    "Cleaned",
    "FileRefused",
    "KeyWrong",
    "check_master_key",
    "claim_files",
    "clean_file",
    "delete_files_of",
    "delete_key",
    "delete_value",
    "drop_staged",
    "find_files",
    "find_subjects",
    "get_index_key",
    "keep_file",
    "open_file",
    "open_value",
    "open_values",
]
