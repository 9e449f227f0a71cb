package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import java.util.List;

/** EXPIRE PEXPIRE EXPIREAT PEXPIREAT PERSIST TTL PTTL EXPIRETIME PEXPIRETIME. */
final class ExpiryCommands {
    private static final long NO_KEY = -2;
    private static final long NO_EXPIRY = -1;

    private ExpiryCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("expire", "generic", -3, call -> expire(call, ExpiryTime.SECONDS), Flag.WRITE, Flag.FAST),
                oneKey("pexpire", "generic", -3, call -> expire(call, ExpiryTime.MILLISECONDS), Flag.WRITE, Flag.FAST),
                oneKey("expireat", "generic", -3, call -> expire(call, ExpiryTime.AT_SECONDS), Flag.WRITE, Flag.FAST),
                oneKey(
                        "pexpireat",
                        "generic",
                        -3,
                        call -> expire(call, ExpiryTime.AT_MILLISECONDS),
                        Flag.WRITE,
                        Flag.FAST),
                oneKey("persist", "generic", 2, ExpiryCommands::persist, Flag.WRITE, Flag.FAST),
                oneKey("ttl", "generic", 2, call -> left(call, 1000), Flag.READONLY, Flag.FAST),
                oneKey("pttl", "generic", 2, call -> left(call, 1), Flag.READONLY, Flag.FAST),
                oneKey("expiretime", "generic", 2, call -> time(call, 1000), Flag.READONLY, Flag.FAST),
                oneKey("pexpiretime", "generic", 2, call -> time(call, 1), Flag.READONLY, Flag.FAST));
    }

    private static void expire(Call call, ExpiryTime time) {
        boolean ifNone = false;
        boolean ifAny = false;
        boolean ifLater = false;
        boolean ifSooner = false;
        for (int i = 3; i < call.count(); i++) {
            if (call.is(i, "NX")) {
                ifNone = true;
            } else if (call.is(i, "XX")) {
                ifAny = true;
            } else if (call.is(i, "GT")) {
                ifLater = true;
            } else if (call.is(i, "LT")) {
                ifSooner = true;
            } else {
                throw new CommandException("ERR Unsupported option " + Texts.forPeople(call.argument(i), 128));
            }
        }
        if (ifNone && (ifAny || ifLater || ifSooner)) {
            throw new CommandException("ERR NX and XX, GT or LT options at the same time are not compatible");
        }
        if (ifLater && ifSooner) {
            throw new CommandException("ERR GT and LT options at the same time are not compatible");
        }
        long at = time.at(call, call.integer(2));
        Bytes key = call.key(1);
        Entry entry = call.look(key);
        if (entry == null
                || (ifNone && entry.expires())
                || (ifAny && !entry.expires())
                // A key without expiry lives for ever: nothing is later, everything sooner.
                || (ifLater && (!entry.expires() || at <= entry.expireAt()))
                || (ifSooner && entry.expires() && at >= entry.expireAt())) {
            call.out().integer(0);
            return;
        }
        call.write(at <= call.nowMillis() ? new Op.Delete(key) : new Op.Expire(key, at));
        call.out().integer(1);
    }

    private static void persist(Call call) {
        Bytes key = call.key(1);
        Entry entry = call.look(key);
        if (entry == null || !entry.expires()) {
            call.out().integer(0);
            return;
        }
        call.write(new Op.Expire(key, Entry.NEVER));
        call.out().integer(1);
    }

    private static void left(Call call, long unitMillis) {
        Entry entry = call.glance(call.key(1));
        if (entry == null || !entry.expires()) {
            call.out().integer(entry == null ? NO_KEY : NO_EXPIRY);
            return;
        }
        call.out().integer((Math.max(0, entry.expireAt() - call.nowMillis()) + unitMillis / 2) / unitMillis);
    }

    private static void time(Call call, long unitMillis) {
        Entry entry = call.glance(call.key(1));
        if (entry == null || !entry.expires()) {
            call.out().integer(entry == null ? NO_KEY : NO_EXPIRY);
            return;
        }
        call.out()
                .integer(
                        unitMillis == 1
                                ? entry.expireAt()
                                : Math.addExact(
                                        entry.expireAt() / unitMillis,
                                        entry.expireAt() % unitMillis >= unitMillis / 2 ? 1 : 0));
    }
}
