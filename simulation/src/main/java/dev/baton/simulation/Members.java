package dev.baton.simulation;

import dev.baton.protocol.MemberName;
import org.jspecify.annotations.Nullable;

/** Who can be reached under a member's name. */
interface Members {
    @Nullable
    SimNode find(MemberName name);
}
