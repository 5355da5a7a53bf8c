"""A CP-SAT program in which every variable knows its value under a given plan.

That value is the hint: a solver that is told all variables, helpers too, starts from the plan
instead of searching for one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ortools.sat.python import cp_model

from legacymap.planning.model.arrays import Index

Waves = Sequence[int]
"""The wave of every block."""
ValueIn = Callable[[Waves], int]
"""The value of a variable under a plan."""
ValueOf = Callable[[cp_model.IntVar], int]
"""The value of a variable in what the solver found."""


class Formulation(Protocol):
    """A planning model as a program, and the way back from its variables to waves."""

    @property
    def program(self) -> Program:
        """What the solver is given."""
        ...

    def waves(self, value: ValueOf) -> Index:
        """The wave of every block when the variables have these values."""
        ...


class Program:
    """Variables, constraints and the cost to minimise, in whole numbers."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self.constant = 0
        self._values: list[tuple[cp_model.IntVar, ValueIn]] = []
        self._charged: list[cp_model.IntVar] = []
        self._prices: list[int] = []

    def switch(self, value: ValueIn) -> cp_model.IntVar:
        """A variable that is 0 or 1."""
        return self.number(0, 1, value)

    def number(self, least: int, most: int, value: ValueIn) -> cp_model.IntVar:
        """A variable from ``least`` to ``most``."""
        return self.among(cp_model.Domain(least, most), value)

    def among(self, domain: cp_model.Domain, value: ValueIn) -> cp_model.IntVar:
        """A variable with one of the values of ``domain``."""
        variable = self.model.new_int_var_from_domain(domain, "")
        self._values.append((variable, value))
        return variable

    def charge(self, variable: cp_model.IntVar, price: int) -> None:
        """Let every unit of ``variable`` cost ``price``."""
        if price:
            self._charged.append(variable)
            self._prices.append(price)

    def minimise(self) -> None:
        """Ask for the least cost; the constant stays outside, so that bounds are whole."""
        self.model.minimize(cp_model.LinearExpr.weighted_sum(self._charged, self._prices))

    def hint(self, waves: Waves) -> None:
        """Start from the plan ``waves``."""
        for variable, value in self._values:
            self.model.add_hint(variable, value(waves))
