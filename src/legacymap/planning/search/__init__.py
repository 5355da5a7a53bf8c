"""Which plan is good: greedy orders, annealing, and what every single move would change."""
