/* The description of this server's API, with Swagger UI. Without a URL, it asks no validator on another host. */
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  validatorUrl: null,
});
