package com.example.shop;

import dev.activityservice.http.ActivityHttp;
import dev.activityservice.http.HttpRequest;
import dev.activityservice.http.HttpResponse;
import dev.activityservice.http.HttpRoute;
import dev.activityservice.port.Deadline;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.ServerHttpObservationFilter;

/** The HTTP API of the activity service. */
@RestController
class TimelineController {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ActivityHttp http;

    TimelineController(ActivityHttp http) {
        this.http = http;
    }

    @RequestMapping("/api/activity/**")
    ResponseEntity<byte[]> timeline(HttpServletRequest servlet, Authentication caller) {
        String path = servlet.getRequestURI().substring(servlet.getContextPath().length());
        HttpRequest.Builder builder = HttpRequest.builder(servlet.getMethod(), path)
                .rawQuery(servlet.getQueryString())
                .principal(Callers.principal(caller));
        Collections.list(servlet.getHeaderNames())
                .forEach(name -> builder.header(name, String.join(",", Collections.list(servlet.getHeaders(name)))));
        HttpRequest request = builder.build();
        nameSpan(servlet, request.route());

        HttpResponse response = http.handle(request, Deadline.after(TIMEOUT, System::nanoTime));

        HttpHeaders headers = new HttpHeaders();
        response.headers().forEach(headers::set);
        return ResponseEntity.status(response.status()).headers(headers).body(response.body());
    }

    /** The span of the request has the route, for example {@code GET /api/activity/{entity_type}/{entity_id}}. */
    private static void nameSpan(HttpServletRequest servlet, HttpRoute route) {
        if (route.template() != null) {
            ServerHttpObservationFilter.findObservationContext(servlet)
                    .ifPresent(context -> context.setPathPattern(route.template()));
        }
    }
}
