"""The closures of FEEL's constructs: a file for each kind of node, with its table of compilers."""
