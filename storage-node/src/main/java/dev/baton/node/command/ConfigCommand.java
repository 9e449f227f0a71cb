package dev.baton.node.command;

import dev.baton.node.settings.Setting;
import dev.baton.node.settings.SettingRefusedException;
import dev.baton.node.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** CONFIG: the settings of this process. */
final class ConfigCommand {
    private ConfigCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(new Subcommands("config")
                .with(
                        "get",
                        -3,
                        ConfigCommand::get,
                        "<pattern> [<pattern> ...]",
                        "Settings whose names match.",
                        Flag.ALWAYS)
                .with(
                        "set",
                        -4,
                        ConfigCommand::set,
                        "<name> <value> [<name> <value> ...]",
                        "Changes settings of this process until it ends, all or none.",
                        Flag.ALWAYS)
                .with("resetstat", 2, ConfigCommand::resetStatistics, "", "Sets what INFO counts to zero.", Flag.ALWAYS)
                .with("rewrite", 2, ConfigCommand::rewrite, "", "Refused: there is no file to write.", Flag.ALWAYS)
                .define("server", -2, Flag.ALWAYS));
    }

    private static void get(Call call) {
        Settings settings = call.server().settings();
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 2; i < call.count(); i++) {
            GlobPattern pattern =
                    new GlobPattern(CommandExecutor.lowerCase(call.argument(i)).getBytes(StandardCharsets.UTF_8));
            for (Setting setting : settings.all()) {
                if (matches(pattern, setting.name())) {
                    found.put(setting.name(), setting.value());
                }
            }
            settings.aliases().forEach((older, name) -> {
                Setting setting = settings.find(name);
                if (setting != null && matches(pattern, older)) {
                    found.put(older, setting.value());
                }
            });
        }
        call.out().map(found.size());
        found.forEach((name, value) -> {
            call.out().bulk(name);
            call.out().bulk(value);
        });
    }

    private static boolean matches(GlobPattern pattern, String name) {
        return pattern.matches(name.getBytes(StandardCharsets.UTF_8));
    }

    private static void set(Call call) {
        if (call.count() % 2 != 0) {
            throw CommandException.syntax();
        }
        List<Runnable> changes = new ArrayList<>();
        Set<Setting> changed = new HashSet<>();
        for (int i = 2; i < call.count(); i += 2) {
            String name = CommandExecutor.lowerCase(call.argument(i));
            Setting setting = call.server().settings().find(name);
            if (setting == null) {
                throw new CommandException("ERR Unknown option or number of arguments for CONFIG SET - '"
                        + Texts.forPeople(call.argument(i), 128) + "'");
            }
            try {
                changes.add(setting.change(Texts.of(call.argument(i + 1))));
            } catch (SettingRefusedException refused) {
                throw refused(call, i, refused.why());
            }
            if (!changed.add(setting)) {
                throw refused(call, i, "duplicate parameter");
            }
        }
        changes.forEach(Runnable::run);
        call.executor().memory().settingsChanged();
        call.out().ok();
    }

    private static CommandException refused(Call call, int at, String why) {
        return new CommandException("ERR CONFIG SET failed (possibly related to argument '"
                + Texts.forPeople(call.argument(at), 128) + "') - " + why);
    }

    private static void resetStatistics(Call call) {
        call.server().statistics().reset(call.keyspace());
        call.executor()
                .commands()
                .forEachThatRuns(definition -> definition.counters().reset());
        call.out().ok();
    }

    private static void rewrite(Call call) {
        throw new CommandException(
                "ERR There is no config file to rewrite: what shall stay belongs in the ReplicatedDatabase");
    }
}
