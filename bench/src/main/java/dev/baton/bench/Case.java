package dev.baton.bench;

import java.io.IOException;
import java.util.List;

/** One thing that is measured. */
interface Case {
    /** As {@code --case} names it. */
    String name();

    List<Row> run(Bench bench) throws IOException;
}
