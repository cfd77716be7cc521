"""How the workbench is started and served, and what a new one begins with."""
