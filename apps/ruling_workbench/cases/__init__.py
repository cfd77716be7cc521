"""Cases found, and cases started."""
