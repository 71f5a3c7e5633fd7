package dev.activityservice.local.deployed;

/**
 * One check of a deployment.
 *
 * @param name a sentence that is true if the check passes
 */
record Check(String name, Body body) {

    /** The work of a check. */
    @FunctionalInterface
    interface Body {

        /**
         * Returns if the deployment behaves as expected.
         *
         * @throws FailedCheckException if it does not
         * @throws NotRunException if the check does not apply to this deployment
         */
        void run() throws InterruptedException;
    }
}
