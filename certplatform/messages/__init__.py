"""What people are told: what happened, what is wanted, by when, with one link."""
