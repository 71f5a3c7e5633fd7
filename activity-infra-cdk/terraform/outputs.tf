output "activity_service" {
  description = "What the module answers: the API's endpoint, the bus, the queues and the table."
  value       = module.activity_service
}
