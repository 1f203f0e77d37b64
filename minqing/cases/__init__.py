"""The case and its life: ledgers, clocks, ladder, telling, confirmation, strike-off."""
