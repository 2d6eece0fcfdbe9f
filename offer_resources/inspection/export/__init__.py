"""Writes the objects of a sandbox as a Pulumi program that takes them over, and as a state that holds them."""
