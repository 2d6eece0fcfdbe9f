# The offers as objects of Mastercard's restapi provider.

terraform {
  required_providers {
    restapi = { source = "mastercard/restapi" }
  }
}

variable "uri" { type = string }
variable "headers" { type = map(string) }

provider "restapi" {
  uri = var.uri
  # A ready-made token: with `oauth_client_credentials` this version asks for a new one before every request.
  headers = var.headers
  # The receipt of a create holds the id; without this the provider refuses to create.
  create_returns_object = true
}

resource "restapi_object" "offer" {
  for_each     = jsondecode(file("offers.json"))
  path         = "/offers"
  query_string = "offer-type=fallback"
  data         = jsonencode(each.value)
}
