"""What happens: one deed, one function, one transaction. Read from application to filing."""
