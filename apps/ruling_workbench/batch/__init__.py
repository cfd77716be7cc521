"""Batch: many rows scored by a process of its own, watched, shown and given back."""
