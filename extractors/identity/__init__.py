"""Which document this is, from its own pages."""

from extractors.identity.read import DocumentIdentity, read_identity

__all__ = ["DocumentIdentity", "read_identity"]
