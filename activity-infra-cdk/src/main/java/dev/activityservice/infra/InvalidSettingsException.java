package dev.activityservice.infra;

import java.util.List;

/** Thrown when settings of a deployment are invalid. The message has one line for each fault. */
final class InvalidSettingsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidSettingsException(List<String> faults) {
        super(String.join("\n", faults));
    }
}
