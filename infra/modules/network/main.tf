resource "aws_vpc" "this" {
  cidr_block = var.cidr_block

  # Both, so that a service's usual name leads to its endpoint.
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

# By zone, not by number: a zone that is added or left out touches no other subnet.
resource "aws_subnet" "private" {
  for_each = { for index, zone in var.availability_zones : zone => cidrsubnet(var.cidr_block, 3, index) }

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-private-${each.key}" }
}

# No route but the VPC's own, and the one to S3 that its endpoint adds.
resource "aws_route_table" "private" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-private" }
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private.id
}
