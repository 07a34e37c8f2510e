"""What is remembered: plain SQLAlchemy tables. Later tables name earlier ones."""
