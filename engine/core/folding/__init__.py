"""How each record changes a journey: one module per area, each with its table (S7.4)."""
