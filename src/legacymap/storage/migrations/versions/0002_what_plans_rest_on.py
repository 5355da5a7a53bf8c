"""What plans rest on beside a snapshot and a policy: scenarios and earlier plans."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; plans of before rest on nothing else."""
    with op.batch_alter_table("plan") as plan:
        plan.add_column(sa.Column("base", sa.String(length=36), nullable=True))
        plan.add_column(sa.Column("previous", sa.String(length=36), nullable=True))
        plan.add_column(sa.Column("patch", sa.LargeBinary(), nullable=True))
        plan.add_column(sa.Column("basis", sa.LargeBinary(), nullable=True))
