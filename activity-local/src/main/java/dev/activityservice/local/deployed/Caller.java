package dev.activityservice.local.deployed;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Authenticates the requests of a test. Immutable and thread-safe. */
sealed interface Caller {

    /** Adds headers to a GET request to this address. */
    void authenticate(HttpRequest.Builder request, URI uri);

    /** Returns the text without the secret of this caller. */
    default String redact(String text) {
        return text;
    }

    /** Returns what to check if the gateway refuses this caller. */
    String advice();

    /** Sends no token and no signature. */
    record Anonymous() implements Caller {

        @Override
        public void authenticate(HttpRequest.Builder request, URI uri) {
            // An open API needs nothing.
        }

        @Override
        public String advice() {
            return "whether API_ACCESS of the deployment is OPEN_TO_THE_INTERNET, and its resource policy";
        }
    }

    /** Sends a bearer token (RFC 6750). */
    record Bearer(String token) implements Caller {

        @Override
        public void authenticate(HttpRequest.Builder request, URI uri) {
            request.header("Authorization", "Bearer " + token);
        }

        @Override
        public String advice() {
            return "whether SMOKE_TOKEN has expired, and is a token for this deployment";
        }

        @Override
        public String redact(String text) {
            return text.replace(token, "REDACTED");
        }

        /** Does not contain the token. */
        @Override
        public String toString() {
            return "Bearer";
        }
    }

    /**
     * Signs requests with Signature Version 4, as the access IAM needs it.
     *
     * @param region the region of the API
     */
    record Signing(AwsCredentialsProvider credentials, String region, AwsV4HttpSigner signer) implements Caller {

        @Override
        public void authenticate(HttpRequest.Builder request, URI uri) {
            signer.sign(sign -> sign.identity(credentials.resolveCredentials())
                            .request(SdkHttpRequest.builder()
                                    .method(SdkHttpMethod.GET)
                                    .uri(uri)
                                    .build())
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                            .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                    .request()
                    .headers()
                    .forEach((name, values) -> {
                        // The HTTP client writes this header itself, with the same value.
                        if (!name.toLowerCase(Locale.ROOT).equals("host")) {
                            values.forEach(value -> request.header(name, value));
                        }
                    });
        }

        @Override
        public String advice() {
            return "whether the credentials may execute-api:Invoke GET on the API, are of its account, and whether API_ACCESS of"
                    + " the deployment is IAM";
        }
    }
}
