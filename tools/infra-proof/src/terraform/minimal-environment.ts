/** An environment that sets only what the stack has no default for: `main.tf`. */
export const minimalEnvironment = `
module "sluice" {
  source = "../../stack"

  environment = "minimal"
  account_id  = var.account_id
  region      = var.region
  versions    = var.versions
  artifacts   = var.artifacts
  network     = { availability_zones = [for zone in ["a", "b", "c"] : "\${var.region}\${zone}"] }
}
`;
