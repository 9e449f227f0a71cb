package dev.baton.workload;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the client knows of an operation once it has ended. */
public enum Outcome {
    /** Acknowledged: it ran, and must stay. */
    @JsonProperty("ok")
    OK,
    /** It certainly did not run: an error that says so, or nothing was ever sent. */
    @JsonProperty("refused")
    REFUSED,
    /** It may have run, may yet run, or never will: a time-out, a closed connection, an error that doesn't say. */
    @JsonProperty("unknown")
    UNKNOWN
}
