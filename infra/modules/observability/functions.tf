locals {
  function_names = {
    "s3-trigger"        = var.functions.s3_trigger
    "kinesis-transform" = var.functions.kinesis_transform
    "dlq-redrive"       = var.functions.dlq_redrive
  }

  function_alarms = merge(
    {
      for function, name in local.function_names : "${function}-errors" => {
        meaning    = "${function} fails: its log says why."
        runbook    = "functions"
        namespace  = "AWS/Lambda"
        metric     = "Errors"
        dimensions = { FunctionName = name }
        # One that fails is run again by Lambda; as long as all three tries of an event.
        period    = 900
        threshold = var.thresholds.function_errors
      }
    },
    {
      for function, name in local.function_names : "${function}-throttles" => {
        meaning    = "${function} is not let run: its reserved concurrency or the account's is used up."
        runbook    = "functions"
        namespace  = "AWS/Lambda"
        metric     = "Throttles"
        dimensions = { FunctionName = name }
        period     = 900
        threshold  = var.thresholds.function_throttles
      }
    },
    {
      # What Lambda gives up has a place to go to, and it did not get there.
      for function in ["s3-trigger", "kinesis-transform"] : "${function}-destination-failures" => {
        meaning    = "Lambda gave something of ${function} up and could not store it: sweep or replay finds it."
        runbook    = function == "s3-trigger" ? "undelivered" : "replay"
        namespace  = "AWS/Lambda"
        metric     = "DestinationDeliveryFailures"
        dimensions = { FunctionName = local.function_names[function] }
      }
    },
  )
}
