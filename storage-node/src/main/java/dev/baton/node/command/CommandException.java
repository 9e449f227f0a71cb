package dev.baton.node.command;

/** A command's refusal, which becomes its error reply. Expected, so without a stack trace. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param reply with its code first, e.g. {@code ERR syntax error} */
    public CommandException(String reply) {
        super(reply, null, false, false);
    }

    String reply() {
        String message = getMessage();
        return message == null ? "ERR" : message;
    }

    static CommandException syntax() {
        return new CommandException("ERR syntax error");
    }

    static CommandException noSuchKey() {
        return new CommandException("ERR no such key");
    }

    static CommandException sameObject() {
        return new CommandException("ERR source and destination objects are the same");
    }

    static CommandException notAnInteger() {
        return new CommandException("ERR value is not an integer or out of range");
    }

    static CommandException notAFloat() {
        return new CommandException("ERR value is not a valid float");
    }

    static CommandException wrongArity(String command) {
        return new CommandException("ERR wrong number of arguments for '" + command + "' command");
    }

    static CommandException invalidExpiry(String command) {
        return new CommandException("ERR invalid expire time in '" + command + "' command");
    }

    static CommandException unknownSubcommand(String container, byte[] subcommand) {
        return new CommandException("ERR unknown subcommand '" + Texts.forPeople(subcommand, 128) + "'. Try "
                + container.toUpperCase(java.util.Locale.ROOT) + " HELP.");
    }

    static CommandException subcommandSyntax(String container, byte[] subcommand) {
        return new CommandException("ERR unknown subcommand or wrong number of arguments for '"
                + Texts.forPeople(subcommand, 128) + "'. Try " + container.toUpperCase(java.util.Locale.ROOT)
                + " HELP.");
    }
}
