package dev.baton.node.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time this process has used, as the kernel counts it in hundredths of a second; zero where it doesn't tell it this way. Any thread. */
record ProcessTimes(double userSeconds, double systemSeconds) {
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final double TICKS_A_SECOND = 100;
    /** Of the fields behind the program's name. */
    private static final int USER = 11;

    static ProcessTimes now() {
        try {
            String stat = Files.readString(STAT);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new ProcessTimes(
                    Long.parseLong(fields[USER]) / TICKS_A_SECOND, Long.parseLong(fields[USER + 1]) / TICKS_A_SECOND);
        } catch (IOException noLinux) {
            return new ProcessTimes(0, 0);
        }
    }
}
