package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SET with all its options, and its older forms SETNX SETEX PSETEX GETSET. */
final class SetCommand {
    private SetCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("set", "string", -3, SetCommand::set, Flag.WRITE, Flag.DENYOOM),
                oneKey("setnx", "string", 3, SetCommand::setIfAbsent, Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("setex", "string", 4, call -> setExpiring(call, ExpiryTime.SECONDS), Flag.WRITE, Flag.DENYOOM),
                oneKey(
                        "psetex",
                        "string",
                        4,
                        call -> setExpiring(call, ExpiryTime.MILLISECONDS),
                        Flag.WRITE,
                        Flag.DENYOOM),
                oneKey("getset", "string", 3, SetCommand::getAndSet, Flag.WRITE, Flag.DENYOOM, Flag.FAST));
    }

    private static void set(Call call) {
        Bytes key = call.key(1);
        byte[] value = call.argument(2);
        if (call.count() == 3) {
            call.write(new Op.Put(key, value, Entry.NEVER), "set");
            call.out().ok();
            return;
        }
        boolean ifAbsent = false;
        boolean ifPresent = false;
        boolean answerOld = false;
        ExpiryOption option = ExpiryOption.NONE;
        int i = 3;
        while (i < call.count()) {
            if (call.is(i, "NX") && !ifPresent) {
                ifAbsent = true;
                i++;
            } else if (call.is(i, "XX") && !ifAbsent) {
                ifPresent = true;
                i++;
            } else if (call.is(i, "GET")) {
                answerOld = true;
                i++;
            } else {
                option = ExpiryOption.parse(call, i, option, "KEEPTTL");
                i = option.next(i);
            }
        }
        long expireAt = option.at(call, Entry.NEVER);
        Entry old = call.look(key);
        if (answerOld) {
            answer(call, old);
        }
        if ((ifAbsent && old != null) || (ifPresent && old == null)) {
            if (!answerOld) {
                call.out().nil();
            }
            return;
        }
        if (option.keeps() && old != null) {
            expireAt = old.expireAt();
        }
        call.write(new Op.Put(key, value, expireAt), "set");
        if (!answerOld) {
            call.out().ok();
        }
    }

    private static void setIfAbsent(Call call) {
        Bytes key = call.key(1);
        if (call.look(key) != null) {
            call.out().integer(0);
            return;
        }
        call.write(new Op.Put(key, call.argument(2), Entry.NEVER), "set");
        call.out().integer(1);
    }

    private static void setExpiring(Call call, ExpiryTime time) {
        long expireAt = time.positiveAt(call, call.integer(2));
        call.write(new Op.Put(call.key(1), call.argument(3), expireAt), "set");
        call.out().ok();
    }

    private static void getAndSet(Call call) {
        Bytes key = call.key(1);
        answer(call, call.look(key));
        call.write(new Op.Put(key, call.argument(2), Entry.NEVER), "set");
    }

    private static void answer(Call call, @Nullable Entry old) {
        if (old == null) {
            call.out().nil();
        } else {
            call.out().bulk(old.string());
        }
    }
}
