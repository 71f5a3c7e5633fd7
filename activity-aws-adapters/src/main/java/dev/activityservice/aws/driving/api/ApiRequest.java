package dev.activityservice.aws.driving.api;

import dev.activityservice.query.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request, whichever gateway it came through.
 *
 * @param method as sent
 * @param path without the stage
 * @param parameters in order, repeated ones too
 * @param origin the header of that name
 * @param principal whom the gateway has authenticated
 */
record ApiRequest(
        String method,
        ApiPath path,
        List<Parameter> parameters,
        @Nullable String origin,
        @Nullable Principal principal) {

    /**
     * @param name as the gateway hands it on
     * @param value likewise
     * @param encoded whether both still are percent-encoded
     */
    record Parameter(String name, String value, boolean encoded) {

        /** Throws {@link ApiProblemException} if it is not percent-encoded UTF-8. */
        Parameter decoded() {
            return encoded
                    ? new Parameter(PercentEncoding.decode(name, true), PercentEncoding.decode(value, true), false)
                    : this;
        }
    }
}
