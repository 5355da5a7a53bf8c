"""Spans that programs recorded while they worked, and the dependencies that they show."""
