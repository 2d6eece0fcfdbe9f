"""HTTP to the Offer Library and the token service, and what is believed of an answer."""
