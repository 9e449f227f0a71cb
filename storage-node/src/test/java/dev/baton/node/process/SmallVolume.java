package dev.baton.node.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file system of its own, in an image file: it can be filled, and its disk can break. Needs root. What an earlier process left mounted is
 * unmounted first.
 */
final class SmallVolume implements AutoCloseable {
    private static final Pattern MOUNTED = Pattern.compile("^\\S+ (\\S*/baton-small-volume-(\\d+)-[^ /]*)/mount ");

    private final Path directory;
    private final Path image;
    private final Path mount;

    SmallVolume(long bytes) throws IOException, InterruptedException {
        undoWhatWasLeft();
        directory = Files.createTempDirectory(
                "baton-small-volume-" + ProcessHandle.current().pid() + "-");
        image = directory.resolve("image");
        mount = Files.createDirectory(directory.resolve("mount"));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        run("mkfs.ext4", "-q", "-m", "0", "-J", "size=4", image.toString());
        run("mount", "-o", "loop", image.toString(), mount.toString());
    }

    private static void undoWhatWasLeft() throws IOException, InterruptedException {
        for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
            Matcher left = MOUNTED.matcher(line);
            if (left.find() && ProcessHandle.of(Long.parseLong(left.group(2))).isEmpty()) {
                run("umount", "-l", left.group(1) + "/mount");
                delete(Path.of(left.group(1)));
            }
        }
    }

    Path path() {
        return mount;
    }

    /** Leaves so many bytes free, or what there is. */
    void fill(long leaving) throws IOException {
        long bytes = Files.getFileStore(mount).getUsableSpace() - leaving;
        byte[] zeros = new byte[1 << 20];
        try (var ballast = Files.newOutputStream(ballast())) {
            for (long left = bytes; left > 0; left -= zeros.length) {
                ballast.write(zeros, 0, (int) Math.min(zeros.length, left));
            }
        }
    }

    /** To the last block, with that file. */
    void fill(Path file) throws IOException {
        try (RandomAccessFile ballast = new RandomAccessFile(file.toFile(), "rw")) {
            for (int step = 1 << 20; step >= 512; step /= 2) {
                try {
                    while (true) {
                        ballast.write(new byte[step]);
                    }
                } catch (IOException full) {
                    // What was reserved for it and not needed is free after a sync.
                    ballast.getFD().sync();
                }
            }
        }
    }

    void free() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return mount.resolve("ballast");
    }

    /** From now on the disk can't take what is written, and a sync fails. */
    void breakDisk() throws IOException, InterruptedException {
        String device = run("losetup", "-n", "-O", "NAME", "-j", image.toString());
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(4096);
        }
        run("losetup", "-c", device.strip()); // it now ends there
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", "-l", mount.toString());
        delete(directory);
    }

    private static void delete(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve("image"));
        Files.deleteIfExists(directory.resolve("mount"));
        Files.deleteIfExists(directory);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(
                    String.join(" ", List.of(command)) + " failed; it needs root and a loop device: " + said);
        }
        return said;
    }
}
