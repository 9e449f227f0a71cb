package dev.baton.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * Every epoch of a log, oldest first, with the offset where it began. Two logs that hold the same epoch hold the same records of it up
 * to the shorter one's end (a member leads an epoch at most once), so comparing histories tells exactly where two logs part. The method
 * is that of Kafka's leader epochs.
 */
public record EpochHistory(List<EpochStart> starts) {
    public static final EpochHistory NONE = new EpochHistory(List.of());

    public EpochHistory {
        starts = List.copyOf(starts);
        for (int i = 1; i < starts.size(); i++) {
            if (!starts.get(i).epoch().isAfter(starts.get(i - 1).epoch())
                    || starts.get(i).startOffset() <= starts.get(i - 1).startOffset()) {
                throw new IllegalArgumentException("an epoch history grows in epoch and offset: " + starts);
            }
        }
    }

    public EpochHistory with(EpochStart next) {
        List<EpochStart> more = new ArrayList<>(starts);
        more.add(next);
        return new EpochHistory(more);
    }

    /** The history of the log cut at {@code offset}: epochs that began at or after it are gone. */
    public EpochHistory truncatedTo(long offset) {
        return new EpochHistory(
                starts.stream().filter(start -> start.startOffset() < offset).toList());
    }

    /** Epoch of the record that ends at {@code offset}; {@link Epoch#NONE} for 0 or an offset before the history. */
    public Epoch epochAt(long offset) {
        Epoch epoch = Epoch.NONE;
        for (EpochStart start : starts) {
            if (start.startOffset() >= offset) {
                break;
            }
            epoch = start.epoch();
        }
        return epoch;
    }

    /**
     * The greatest position that this log and {@code other} share.
     *
     * @param end where this log ends, in bytes
     * @param otherEnd where the other log ends, in bytes
     */
    public Position commonWith(long end, EpochHistory other, long otherEnd) {
        int mine = starts.size() - 1;
        int theirs = other.starts.size() - 1;
        while (mine >= 0 && theirs >= 0) {
            EpochStart a = starts.get(mine);
            EpochStart b = other.starts.get(theirs);
            int order = a.epoch().compareTo(b.epoch());
            if (order == 0) {
                return new Position(a.epoch(), Math.min(endOf(mine, end), other.endOf(theirs, otherEnd)));
            } else if (order > 0) {
                mine--;
            } else {
                theirs--;
            }
        }
        return Position.EMPTY;
    }

    private long endOf(int index, long end) {
        return index + 1 < starts.size() ? starts.get(index + 1).startOffset() : end;
    }

    /** {@code epoch@offset} separated by commas, with {@code !} after a start that accepted loss. */
    public String encode() {
        StringBuilder text = new StringBuilder();
        for (EpochStart start : starts) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(start.epoch())
                    .append('@')
                    .append(start.startOffset());
            text.append(start.lossAccepted() ? "!" : "");
        }
        return text.toString();
    }

    public static EpochHistory decode(String text) {
        List<EpochStart> starts = new ArrayList<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            boolean loss = part.endsWith("!");
            String[] halves = part.substring(0, part.length() - (loss ? 1 : 0)).split("@", -1);
            starts.add(new EpochStart(new Epoch(Long.parseLong(halves[0])), Long.parseLong(halves[1]), loss));
        }
        return new EpochHistory(starts);
    }
}
