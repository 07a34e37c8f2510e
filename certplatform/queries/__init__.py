"""What can be asked. Every list is scoped here to what its viewer may see, and paged."""
