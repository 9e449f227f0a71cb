package dev.baton.bench;

import java.io.IOException;
import java.util.List;

/** One thing that is measured. */
interface Case {
    /** Of the cases with a large database. */
    int MILLION_KEYS = 1_000_000;

    /** As {@code --case} names it. */
    String name();

    List<Row> run(Bench bench) throws IOException;
}
