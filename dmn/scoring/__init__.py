"""Many rows at once: what they have in common is evaluated once, and the results are the same."""
