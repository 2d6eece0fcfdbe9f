"""One door: what exists because Pulumi's Python host is what it is."""
