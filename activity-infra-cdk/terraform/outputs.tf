output "activity_service" {
  description = "The outputs of the module: the address of the API, the bus, the queues and the table."
  value       = module.activity_service
}
