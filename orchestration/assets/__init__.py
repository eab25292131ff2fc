"""Dagster assets by stage; each is a thin skin over a plain function."""
