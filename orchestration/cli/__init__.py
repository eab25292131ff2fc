"""The ``mingzhang`` command."""
