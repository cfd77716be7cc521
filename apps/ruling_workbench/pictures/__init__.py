"""Diagrams of decisions and cases: worked out as shapes, drawn by one component."""
