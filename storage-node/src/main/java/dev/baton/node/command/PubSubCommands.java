package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.keyless;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.pubsub.Message;
import dev.baton.node.pubsub.Subscriber;
import dev.baton.node.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE PUNSUBSCRIBE PUBLISH PUBSUB. A message goes to the subscribers of this member, from the leader to all. */
final class PubSubCommands {
    private PubSubCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                subscribing("subscribe", -2, PubSubCommands::subscribe),
                subscribing("unsubscribe", -1, PubSubCommands::unsubscribe),
                subscribing("psubscribe", -2, PubSubCommands::subscribeToPatterns),
                subscribing("punsubscribe", -1, PubSubCommands::unsubscribeFromPatterns),
                keyless(
                        "publish",
                        "pubsub",
                        3,
                        PubSubCommands::publish,
                        Flag.PUBSUB,
                        Flag.ALWAYS,
                        Flag.FAST,
                        Flag.MAY_REPLICATE),
                new Subcommands("pubsub")
                        .with(
                                "channels",
                                -2,
                                PubSubCommands::channels,
                                "[<pattern>]",
                                "The channels of this member that have subscribers, of those that match.",
                                Flag.PUBSUB,
                                Flag.ALWAYS)
                        .with(
                                "numpat",
                                2,
                                call -> call.out()
                                        .integer(call.server().pubSub().patternCount()),
                                "",
                                "How many different patterns are subscribed to.",
                                Flag.PUBSUB,
                                Flag.ALWAYS)
                        .with(
                                "numsub",
                                -2,
                                PubSubCommands::subscribers,
                                "[<channel> ...]",
                                "How many subscribers each channel has, those by a pattern not counted.",
                                Flag.PUBSUB,
                                Flag.ALWAYS)
                        .define("pubsub", -2, Flag.PUBSUB, Flag.ALWAYS));
    }

    private static CommandDefinition subscribing(String name, int arity, Command command) {
        return keyless(name, "pubsub", arity, command, Flag.PUBSUB, Flag.ALWAYS);
    }

    private static void subscribe(Call call) {
        Subscriber subscriber = call.session().subscriber();
        for (int i = 1; i < call.count(); i++) {
            call.server().pubSub().subscribe(subscriber, call.key(i));
            confirm(call, "subscribe", call.key(i));
        }
    }

    private static void subscribeToPatterns(Call call) {
        Subscriber subscriber = call.session().subscriber();
        for (int i = 1; i < call.count(); i++) {
            GlobPattern pattern = new GlobPattern(call.argument(i));
            call.server().pubSub().subscribe(subscriber, call.key(i), pattern::matches);
            confirm(call, "psubscribe", call.key(i));
        }
    }

    private static void unsubscribe(Call call) {
        Subscriber subscriber = call.session().subscriber();
        List<Bytes> from = call.count() == 1 ? subscriber.channels() : named(call);
        for (Bytes channel : from) {
            call.server().pubSub().unsubscribe(subscriber, channel);
            confirm(call, "unsubscribe", channel);
        }
        if (from.isEmpty()) {
            confirm(call, "unsubscribe", null);
        }
    }

    private static void unsubscribeFromPatterns(Call call) {
        Subscriber subscriber = call.session().subscriber();
        List<Bytes> from = call.count() == 1 ? subscriber.patterns() : named(call);
        for (Bytes pattern : from) {
            call.server().pubSub().unsubscribePattern(subscriber, pattern);
            confirm(call, "punsubscribe", pattern);
        }
        if (from.isEmpty()) {
            confirm(call, "punsubscribe", null);
        }
    }

    private static List<Bytes> named(Call call) {
        List<Bytes> named = new ArrayList<>(call.count() - 1);
        for (int i = 1; i < call.count(); i++) {
            named.add(call.key(i));
        }
        return named;
    }

    /** One for each channel, whatever command named it. */
    private static void confirm(Call call, String what, @Nullable Bytes channel) {
        ReplyWriter out = call.out();
        out.push(3);
        out.bulk(what);
        if (channel == null) {
            out.nil();
        } else {
            out.bulk(channel.array());
        }
        out.integer(call.session().subscriber().count());
    }

    private static void publish(Call call) {
        call.publish(new Message(call.key(1), call.argument(2)));
        call.out().integer(call.server().pubSub().receivers(call.key(1)));
    }

    private static void subscribers(Call call) {
        call.out().array((call.count() - 2) * 2);
        for (int i = 2; i < call.count(); i++) {
            call.out().bulk(call.argument(i));
            call.out().integer(call.server().pubSub().subscribers(call.key(i)));
        }
    }

    private static void channels(Call call) {
        if (call.count() > 3) {
            throw CommandException.subcommandSyntax("pubsub", call.argument(1));
        }
        List<Bytes> channels = call.server().pubSub().channels();
        if (call.count() == 3) {
            GlobPattern pattern = new GlobPattern(call.argument(2));
            channels.removeIf(channel -> !pattern.matches(channel.array()));
        }
        call.out().array(channels.size());
        channels.forEach(channel -> call.out().bulk(channel.array()));
    }
}
