package dev.baton.simulation;

import dev.baton.protocol.Epoch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a process does for its clients: runs requests while it is open, holds writes back while it is paused, and lets each
 * reply go once the core says so. Each client has one operation under way, so there is no order to keep among its replies.
 */
final class SimClientGate {
    private record Waiting(
            Epoch epoch,
            long offset,
            @Nullable SimRecord written,
            SimNode.Response response,
            Consumer<SimNode.Response> client) {}

    private record Queued(SimNode.Request.Append append, Consumer<SimNode.Response> client) {}

    private final SimProcess process;
    private final Watch watch;
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Queued> queued = new ArrayList<>();

    SimClientGate(SimProcess process, Watch watch) {
        this.process = process;
        this.watch = watch;
    }

    void request(SimNode.Request request, Consumer<SimNode.Response> client) {
        switch (request) {
            case SimNode.Request.Append append -> {
                if (!process.core.isOpen()) {
                    client.accept(new SimNode.Response.Refused());
                } else if (process.core.isPaused()) {
                    queued.add(new Queued(append, client));
                } else {
                    process.append(append, client);
                }
            }
            case SimNode.Request.Read read -> read(read.key(), client);
        }
    }

    private void read(int key, Consumer<SimNode.Response> client) {
        if (process.core.isOpen()) {
            waiting.add(new Waiting(
                    process.core.epoch(),
                    process.memory().lastWrite(key),
                    null,
                    new SimNode.Response.Values(process.memory().list(key), true),
                    client));
        } else if (process.core.isLeading()) {
            client.accept(new SimNode.Response.Refused());
        } else {
            List<Long> list = process.memory().list(key);
            watch.followerServes(process, list);
            client.accept(new SimNode.Response.Values(list, false));
        }
    }

    /** The write is in the log: its reply waits. */
    void awaits(SimRecord written, Consumer<SimNode.Response> client) {
        waiting.add(new Waiting(written.epoch(), written.end(), written, new SimNode.Response.Appended(), client));
    }

    /** Lets go what may leave: no client waits for another one's write that it didn't look at. */
    void release() {
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting next = each.next();
            if (process.core.mayAnswer(next.offset(), next.written() == null, process.now())) {
                each.remove();
                watch.replies(process, next.written(), next.response());
                next.client().accept(next.response());
            }
        }
    }

    /** No reply of the old epoch leaves any more. */
    void deposed() {
        waiting.forEach(each -> each.client().accept(new SimNode.Response.Unknown()));
        waiting.clear();
        queued.forEach(each -> each.client().accept(new SimNode.Response.Refused()));
        queued.clear();
    }

    void resumed() {
        List<Queued> now = List.copyOf(queued);
        queued.clear();
        for (Queued each : now) {
            process.append(each.append(), each.client());
        }
    }
}
