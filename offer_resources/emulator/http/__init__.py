"""HTTP in, HTTP out: the gateway, the routes, the token endpoint, the control API."""
