"""What other contexts may use of the vault."""

from minqing.vault.crypto import KeyWrong
from minqing.vault.store import open_value, open_values

__all__ = ["KeyWrong", "open_value", "open_values"]
