package dev.baton.node.command;

import dev.baton.node.acl.Catalog;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Redis' commands and ours, for the rules of users. */
public final class CommandCatalog implements Catalog {
    private final Set<String> commands = new LinkedHashSet<>();
    private final Map<String, Set<String>> categories = new HashMap<>();
    private final Set<String> containers = new LinkedHashSet<>();

    public CommandCatalog() {
        Categories.ALL.forEach(category -> categories.put(category, new LinkedHashSet<>()));
        RedisCommand.all().values().forEach(command -> add(command.name(), command.categories()));
        for (CommandDefinition definition : new Commands().all()) {
            if (commands.add(definition.name())) {
                add(definition.name(), Categories.of(definition));
            }
            definition.subcommands().stream()
                    .filter(subcommand -> !commands.contains(subcommand.name()))
                    .forEach(subcommand -> add(subcommand.name(), Categories.of(subcommand)));
        }
    }

    private void add(String name, Iterable<String> in) {
        commands.add(name);
        int bar = name.indexOf('|');
        if (bar > 0) {
            containers.add(name.substring(0, bar));
        }
        in.forEach(category -> categories
                .computeIfAbsent(category, unknown -> new LinkedHashSet<>())
                .add(name));
    }

    @Override
    public Set<String> commands() {
        return commands;
    }

    @Override
    public @Nullable Set<String> category(String name) {
        return categories.get(name);
    }

    /** What a request runs in the words of rules, {@code client|list} also where CLIENT is one command here. */
    String named(CommandDefinition definition, byte[][] request) {
        if (request.length > 1 && containers.contains(definition.name())) {
            String subcommand = definition.name() + "|" + CommandExecutor.lowerCase(request[1]);
            if (commands.contains(subcommand)) {
                return subcommand;
            }
        }
        return definition.name();
    }
}
