"""Boxed expressions: worked out as data, drawn by one component."""
