"""The dynamic door: everything that is needed because of how Pulumi's Python host works."""
