package dev.baton.e2e.kind;

import dev.baton.workload.Summary;
import dev.baton.workload.Verdict;

/** What a client pod did, and what its check found. */
record ClientReport(Summary summary, Verdict verdict) {}
