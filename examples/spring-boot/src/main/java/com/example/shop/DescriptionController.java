package com.example.shop;

import dev.activityservice.http.OpenApi;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The OpenAPI document of the HTTP API. Its server is this program. */
@RestController
class DescriptionController {

    @GetMapping(path = "/openapi.json", produces = OpenApi.MEDIA_TYPE)
    String description() {
        return OpenApi.json("/");
    }
}
