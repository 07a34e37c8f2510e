"""What is kept: the frozen files of closed cases, their export and their checks (R55)."""
