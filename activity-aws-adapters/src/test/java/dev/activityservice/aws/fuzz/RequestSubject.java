package dev.activityservice.aws.fuzz;

/** The read function's invocation. Declares {@link IllegalArgumentException} for what is no event of a gateway. */
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
