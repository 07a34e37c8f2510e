"""What follows from facts, and what time brings: small jobs, idempotent, safe to kill."""
