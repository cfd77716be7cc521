"""Who acts: people, and how they are known."""
