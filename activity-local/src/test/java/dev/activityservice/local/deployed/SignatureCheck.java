package dev.activityservice.local.deployed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies Signature Version 4 of requests without a body, by AWS's description and without AWS's library.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">the description</a>
 */
record SignatureCheck(String secretKey) {

    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

    /** Returns whether the signature is that of the secret key, the region and the service, and covers the host. */
    boolean isSigned(String method, URI uri, Map<String, String> headers, String region, String service) {
        Matcher matcher = AUTHORIZATION.matcher(headers.getOrDefault("authorization", ""));
        if (!matcher.matches()
                || !matcher.group(3).equals(region)
                || !matcher.group(4).equals(service)
                || !Arrays.asList(matcher.group(5).split(";", -1)).contains("host")) {
            return false;
        }
        String query = uri.getRawQuery() == null
                ? ""
                : Stream.of(uri.getRawQuery().split("&", -1)).sorted().collect(Collectors.joining("&"));
        String canonicalHeaders = Stream.of(matcher.group(5).split(";", -1))
                .map(name -> name + ":" + headers.getOrDefault(name, "") + "\n")
                .collect(Collectors.joining());
        String request =
                String.join("\n", method, uri.getRawPath(), query, canonicalHeaders, matcher.group(5), sha256(""));
        String scope = String.join("/", matcher.group(2), region, service, "aws4_request");
        String toSign =
                String.join("\n", "AWS4-HMAC-SHA256", headers.getOrDefault("x-amz-date", ""), scope, sha256(request));
        byte[] key = ("AWS4" + secretKey).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, toSign)).equals(matcher.group(6));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
