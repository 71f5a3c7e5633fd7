# The outputs of the module. activity_service contains all of them. The first names are those of the reference system.

output "api_endpoint" {
  description = "The address of the API, without a slash at the end."
  value       = module.activity_service.api_endpoint
}

output "activities_table_name" {
  description = "The table of the activities."
  value       = module.activity_service.table_name
}

output "event_bus_name" {
  description = "The name of the bus that producers publish to."
  value       = module.activity_service.event_bus_name
}

output "activity_queue_url" {
  description = "The queue that the rules send events to and the record function reads."
  value       = module.activity_service.queue_url
}

output "activity_service" {
  description = "All outputs of the module."
  value       = module.activity_service
}
