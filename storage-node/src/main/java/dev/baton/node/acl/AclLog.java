package dev.baton.node.acl;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What users were refused, newest first; the same again within a minute is counted. Loop thread only. */
public final class AclLog {
    private static final int MOST = 128;
    private static final long SAME_MILLIS = 60_000;

    /**
     * One refusal.
     *
     * @param reason {@code command}, {@code key} or {@code auth}
     * @param context {@code toplevel} or {@code multi}
     * @param object the command, the key, or {@code AUTH}
     * @param client as CLIENT LIST describes it
     */
    public record Refusal(String reason, String context, String object, String user, String client) {
        boolean isLike(Refusal other) {
            return reason.equals(other.reason)
                    && context.equals(other.context)
                    && object.equals(other.object)
                    && user.equals(other.user);
        }
    }

    /** @param atMillis when it was first, since 1970 */
    public record Counted(int count, Refusal refusal, long atMillis) {}

    private final List<Counted> entries = new ArrayList<>();

    public void add(Refusal refusal, long nowMillis) {
        int count = 1;
        for (Iterator<Counted> known = entries.iterator(); known.hasNext(); ) {
            Counted entry = known.next();
            if (entry.refusal().isLike(refusal) && nowMillis - entry.atMillis() <= SAME_MILLIS) {
                count = entry.count() + 1;
                known.remove();
                break;
            }
        }
        entries.addFirst(new Counted(count, refusal, nowMillis));
        if (entries.size() > MOST) {
            entries.removeLast();
        }
    }

    public List<Counted> newest(int most) {
        return List.copyOf(entries.subList(0, Math.min(most, entries.size())));
    }

    public void reset() {
        entries.clear();
    }
}
