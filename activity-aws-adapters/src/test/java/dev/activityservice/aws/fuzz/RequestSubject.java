package dev.activityservice.aws.fuzz;

/** The invocation of the find function. An {@link IllegalArgumentException} is expected if the input is not a gateway event. */
final class RequestSubject implements Subject<byte[], String> {

    @Override
    public byte[] prepare(byte[] input) {
        return input;
    }

    @Override
    public String run(byte[] input) {
        return Invocations.find(input);
    }

    @Override
    public void check(byte[] input, String answer) {
        if (!answer.equals(Invocations.NO_EVENT)) {
            Invocations.checkAnswer(answer);
        }
    }
}
