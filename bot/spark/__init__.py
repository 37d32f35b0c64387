"""Spark: what stays familiar, and what is new; what there is to look back on (mission 6)."""
