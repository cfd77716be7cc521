"""Lists, outlines and facts, and how they are filtered and paged."""
