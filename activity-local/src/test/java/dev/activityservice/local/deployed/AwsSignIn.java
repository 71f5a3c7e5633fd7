package dev.activityservice.local.deployed;

/** The credentials of the tests, in the system properties that the AWS SDK reads. */
final class AwsSignIn implements AutoCloseable {

    static final String SECRET_KEY = "secret-of-the-test";

    AwsSignIn() {
        System.setProperty("aws.accessKeyId", "access-key-of-the-test");
        System.setProperty("aws.secretAccessKey", SECRET_KEY);
    }

    @Override
    public void close() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }
}
