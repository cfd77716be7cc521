"""One task: what may be done with it, its form, and what that caused."""
