"""Audit issues on GitHub: a pure planner, and what carries its plan out."""
