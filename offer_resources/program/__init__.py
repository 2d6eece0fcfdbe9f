"""The part that runs in a user's Pulumi program. Sends nothing to Adobe."""
