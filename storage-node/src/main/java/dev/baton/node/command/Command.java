package dev.baton.node.command;

/**
 * Runs a command: looks at keys and writes ops through the call's transaction, and writes exactly one reply. Checks everything before the first op, as
 * nothing is rolled back; a refusal is a {@link CommandException}.
 */
@FunctionalInterface
public interface Command {
    void run(Call call);
}
