"""The other door: a packaged plugin, `pulumi-resource-aep`, for every language of Pulumi."""
