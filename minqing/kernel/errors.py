"""What the kernel raises when a value cannot be used: a refusal inside an exception.

Rules turn `error.refusal` into their answer; a face shows its sentence. Exceptions are used
here because a value object must not exist in a wrong state.
"""

from __future__ import annotations

from minqing.kernel.messages import Refusal


class KernelRefused(ValueError):
    """A value of the kernel was refused; `refusal` holds code, sentence and parameters."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal

    @property
    def code(self) -> str:
        return self.refusal.code

    def __str__(self) -> str:
        return str(self.refusal)
