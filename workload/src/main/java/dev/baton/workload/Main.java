package dev.baton.workload;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The client program: {@code run} makes a history, {@code check} judges one, {@code fill} makes data. */
@Command(
        name = "baton-client",
        description =
                "Writes to and reads from a database, records every operation, and checks that nothing acknowledged was lost.",
        mixinStandardHelpOptions = true,
        subcommands = {RunCommand.class, CheckCommand.class, FillCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
