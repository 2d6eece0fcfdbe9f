"""The next `pulumi up` as a page for people who look, and as a comment on a pull request."""
