"""certplatform: third-party assessment and certification."""
