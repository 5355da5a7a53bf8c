"""Which hypervisor each system runs on, where the inventory says so.

Source:
    Relocating is moving infrastructure at the level of the hypervisor, without new hardware,
    rewriting or other operations: AWS Prescriptive Guidance, "About the migration strategies".
    The list of products is our own.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from legacymap.inventory import Inventory

_HYPERVISOR: Final = (
    r"(?i)\b(vmware|vsphere|vcenter|esxi?\d*|hyper-?v|xenserver|citrix hypervisor|nutanix|ahv"
    r"|proxmox|ovirt|kvm|(?:red hat|openshift) virtualization)\b"
)
_ANOTHER: Final = r"(?i)\bvmware (?:tanzu|horizon|workspace|airwatch|fusion|player|workstation)\b"
"""What bears the name of a maker of hypervisors and is another thing."""
_MOST_STEPS: Final = 8
"""A program on a server on a hypervisor on hardware: nobody records longer rows of hosts."""


def hypervisors(inventory: Inventory, kinds: pl.Series) -> pl.Series:
    """For each system of ``inventory`` the hypervisor that it runs on as stated; null for none.

    One of its technologies names it, or it is hosted (a dependency of kind `hosting`) on what
    does, or on a platform so called. A description is not looked at: it may say what is to come.
    ``kinds`` are those of the systems as inferred.
    """
    systems = inventory.systems.select("id", "name", "technologies").with_columns(kinds)
    called = pl.when(
        (pl.col("kind") == "platform") & _is_one(pl.col("name")).fill_null(False)
    ).then("name")
    named = pl.col("technologies").list.eval(pl.element().filter(_is_one(pl.element())))
    found = systems.select("id", pl.coalesce(named.list.sort().list.first(), called).alias("on"))
    hosts = inventory.dependencies.filter(pl.col("kind") == "hosting")
    hosts = hosts.select(pl.col("consumer").alias("id"), "provider").unique()
    for _ in range(_MOST_STEPS if hosts.height else 0):
        under = hosts.join(found.rename({"id": "provider"}), on="provider").group_by("id")
        found = found.join(
            under.agg(pl.col("on").drop_nulls().min().alias("below")),
            on="id",
            how="left",
            maintain_order="left",
        ).select("id", pl.coalesce("on", "below").alias("on"))
    return found["on"]


def _is_one(text: pl.Expr) -> pl.Expr:
    return text.str.contains(_HYPERVISOR) & ~text.str.contains(_ANOTHER)
