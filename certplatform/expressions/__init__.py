"""Expressions of schemes: evaluated here and nowhere else, without a table or a page in sight."""
