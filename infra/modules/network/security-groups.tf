# Takes every rule out of the group that AWS makes with the VPC: whoever lands in it by mistake reaches nothing.
resource "aws_default_security_group" "emptied" {
  vpc_id  = aws_vpc.this.id
  ingress = []
  egress  = []

  tags = { Name = "${var.name}-default-unused" }
}

resource "aws_security_group" "task" {
  name        = "${var.name}-task"
  description = "Tasks: out to the endpoints and to S3, nothing in"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-task" }
}

resource "aws_vpc_security_group_egress_rule" "task_to_endpoints" {
  security_group_id            = aws_security_group.task.id
  description                  = "HTTPS to interface endpoints"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.endpoint.id
}

resource "aws_vpc_security_group_egress_rule" "task_to_s3" {
  security_group_id = aws_security_group.task.id
  description       = "HTTPS to S3 through its gateway endpoint"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
}

resource "aws_security_group" "endpoint" {
  name        = "${var.name}-endpoint"
  description = "Interface endpoints: HTTPS from tasks, nothing out"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-endpoint" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoint_from_tasks" {
  security_group_id            = aws_security_group.endpoint.id
  description                  = "HTTPS from tasks"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.task.id
}

# Nothing in: statements come by the Data API, which connects from the service's side.
resource "aws_security_group" "warehouse" {
  name        = "${var.name}-warehouse"
  description = "Warehouse: COPY reads S3, nothing in"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-warehouse" }
}

resource "aws_vpc_security_group_egress_rule" "warehouse_to_s3" {
  security_group_id = aws_security_group.warehouse.id
  description       = "HTTPS to S3 through its gateway endpoint"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
}
