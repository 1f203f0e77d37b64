"""What other contexts may use of the vault."""

from minqing.vault.crypto import KeyWrong
from minqing.vault.store import check_master_key, open_value, open_values

__all__ = ["KeyWrong", "check_master_key", "open_value", "open_values"]
