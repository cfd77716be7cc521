"""The FEEL playground: what an expression is, gives, and what functions there are."""
