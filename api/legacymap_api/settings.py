"""What the operator decides: where things are kept and how much is let in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MEBIBYTE = 2**20


class Settings(BaseSettings):
    """Read from the environment, ``LEGACYMAP_DATABASE_URL`` and so on, when it is made."""

    model_config = SettingsConfigDict(env_prefix="LEGACYMAP_", frozen=True, extra="forbid")

    database_url: str = Field("sqlite:///legacymap.db", description="A database URL of SQLAlchemy")
    body_bytes: Annotated[int, Field(ge=1)] = Field(
        256 * MEBIBYTE, description="Largest request body; 256 MiB"
    )
    body_seconds: Annotated[float, Field(gt=0)] = Field(
        30, description="How long a request body may be waited for, beside what its size takes"
    )
    body_bytes_per_second: Annotated[int, Field(ge=1)] = Field(
        10_000, description="How fast a request body must come at least"
    )
    files_per_upload: Annotated[int, Field(ge=1, le=1_000)] = Field(
        100, description="Most files in one upload"
    )
    assessment_bytes: Annotated[int, Field(ge=1)] = Field(
        20_000_000, description="Largest sum of files of a stateless assessment; 20 MB"
    )
    assessment_systems: Annotated[int, Field(ge=1)] = Field(
        2_000, description="Most systems that a stateless assessment plans"
    )
    page_items: Annotated[int, Field(ge=1)] = Field(1_000, description="Most items of one page")
    wait_seconds: Annotated[int, Field(ge=0)] = Field(
        10, description="How long a request waits for its import where it does not say"
    )
    wait_seconds_most: Annotated[int, Field(ge=0)] = Field(
        60, description="How long a request may ask to wait"
    )
    jobs_at_once: Annotated[int, Field(ge=1)] = Field(
        2, description="Imports and plans that run at the same time; more wait in a queue"
    )
    readings_at_once: Annotated[int, Field(ge=1)] = Field(
        4, description="Uploads and assessments whose files are read at the same time"
    )
    read_memory_bytes: Annotated[int, Field(ge=256 * MEBIBYTE)] = Field(
        2_048 * MEBIBYTE, description="Most memory that reading the files of one request may take"
    )
    read_cpu_seconds: Annotated[int, Field(ge=1)] = Field(
        120, description="Most processor time that reading the files of one request may take"
    )
    read_seconds: Annotated[int, Field(ge=1)] = Field(
        240, description="Longest time that reading the files of one request may take"
    )
    streams_at_once: Annotated[int, Field(ge=1)] = Field(
        100, description="Clients that follow plans at the same time"
    )
    warm_up: bool = Field(
        True, description="Compile the planner at the start, so that the first plan is not slow"
    )
    stop_seconds: Annotated[int, Field(ge=0)] = Field(
        20, description="How long a stopping server waits for its jobs to notice"
    )
    estates_in_memory: Annotated[int, Field(ge=1)] = Field(
        4, description="Snapshots kept ready in memory; each takes about 1 kB a row"
    )
    answer_bytes_in_memory: Annotated[int, Field(ge=0)] = Field(
        64 * MEBIBYTE, description="Computed answers kept ready in memory, in bytes"
    )
    allowed_hosts: tuple[str, ...] = Field(
        ("localhost", "127.0.0.1", "[::1]"),
        description="Names under which the service answers; others come from strange web pages",
    )
