package dev.baton.e2e.apiserver;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Kills what this JVM started, and removes its folder, once the JVM is gone, however it went: a shell that reads process numbers from a
 * pipe until the pipe's other end is closed, which the kernel does even for a JVM killed with -9.
 */
final class Reaper {
    private static final String SCRIPT = """
            pids=
            while read -r sign pid; do
              case $sign in
                +) pids="$pids $pid " ;;
                -) pids=$(printf '%s' "$pids" | sed "s/ $pid / /") ;;
              esac
            done
            [ -z "${pids# }" ] || kill -9 $pids 2>/dev/null
            sleep 0.2
            rm -rf "$1"
            """;

    private final PrintStream pipe;

    private Reaper(PrintStream pipe) {
        this.pipe = pipe;
    }

    static Reaper of(Path folder) {
        try {
            // Its own session: the terminal's Ctrl-C must end the JVM, not the one who cleans up after it.
            Process shell = new ProcessBuilder("setsid", "sh", "-c", SCRIPT, "baton-reaper", folder.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Reaper(
                    new PrintStream(shell.getOutputStream(), true, java.nio.charset.StandardCharsets.US_ASCII));
        } catch (IOException cannot) {
            throw new UncheckedIOException("cannot start the shell that cleans up after the tests", cannot);
        }
    }

    /** Watches over a process until it ends by itself. */
    synchronized <P extends Process> P watch(P process) {
        pipe.println("+ " + process.pid());
        // A number is used again: one that ended must not be killed later.
        process.onExit().thenAccept(ended -> forget(ended.pid()));
        return process;
    }

    private synchronized void forget(long pid) {
        pipe.println("- " + pid);
    }
}
