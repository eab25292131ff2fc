"""Performance-target tables: indicators, names, funds and objectives."""

from extractors.performance.reader import read_performance

__all__ = ["read_performance"]
