"""Typesets the project's own sample disclosures: PDFs, a portal to find them on, and the truth.

The figures of a unit are appropriation lines in yuan (`data/*.yml`); every table and every
sentence is a sum over those lines (:mod:`tests.typeset.ledger`), so that a document is
consistent by construction.  A publisher's error is an explicit edit (:mod:`.catalog`).
"""
