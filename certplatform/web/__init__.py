"""The pages: parse, call, render. Nothing here touches a table."""
