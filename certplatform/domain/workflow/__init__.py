"""The law: which deed leads from which state to which, by whom, under which rules."""
