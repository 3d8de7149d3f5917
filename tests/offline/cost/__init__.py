"""The estimate: prices, rows, totals by hand, and what people read."""
