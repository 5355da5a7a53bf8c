"""One module for each group of commands; what computes is imported inside the command."""
