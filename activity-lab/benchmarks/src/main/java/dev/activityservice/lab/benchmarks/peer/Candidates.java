package dev.activityservice.lab.benchmarks.peer;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The service and its peers on one database, each with a table. */
public record Candidates(Candidate ours, Candidate bare, Candidate pattern, Candidate reference) {

    public static final String OURS = "ours";
    public static final String BARE = "bare";
    static final String PATTERN = "pattern";
    static final String REFERENCE = "reference";

    /**
     * @param client for measured requests
     * @param direct for requests that are not measured
     */
    public static Candidates of(DynamoDbClient client, DynamoDbClient direct) {
        return new Candidates(
                new OurService(client, direct),
                SdkCandidate.bareCalls(client, direct),
                SdkCandidate.perRecordPattern(client, direct),
                SdkCandidate.referenceAlgorithm(client, direct));
    }

    public static void createTables(DynamoDbClient client) {
        List.of(OURS, BARE, PATTERN, REFERENCE).forEach(table -> Database.createActivityTable(client, table));
        List.of(PATTERN, REFERENCE).forEach(table -> Idempotency.createTable(client, table));
    }

    public List<Candidate> all() {
        return List.of(ours, bare, pattern, reference);
    }
}
