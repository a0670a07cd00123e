"""Composers: one kind of answer each, from what was read out of the clauses, never invented."""
