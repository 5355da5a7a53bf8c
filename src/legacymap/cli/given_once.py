"""An option that takes one value is given once: of two, nobody knows which was meant."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer
from typer.core import TyperCommand, TyperOption

if TYPE_CHECKING:
    # Whoever overrides a method of typer's command needs the type that it is declared with.
    from typer._click.core import Context


class GivenOnce(TyperCommand):
    """A command that refuses an option given twice, where it would take the last one silently."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """As any command does, after a look at what stands on the line.

        Raises:
            BadParameter: an option that takes one value is given several times.
        """
        if args and not ctx.resilient_parsing:
            _, _, in_order = self.make_parser(ctx).parse_args(args=list(args))
            for parameter, times in Counter(in_order).items():
                if times > 1 and isinstance(parameter, TyperOption) and _takes_one(parameter):
                    raise typer.BadParameter(
                        f"given {times} times, and takes one value", ctx=ctx, param=parameter
                    )
        return super().parse_args(ctx, args)


def _takes_one(option: TyperOption) -> bool:
    """A flag says the same however often it is given, and a list takes them all."""
    return not (option.multiple or option.is_flag or option.count)
