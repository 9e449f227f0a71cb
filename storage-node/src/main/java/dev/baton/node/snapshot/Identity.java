package dev.baton.node.snapshot;

import dev.baton.node.log.StateDamagedException;
import dev.baton.node.log.StateFile;
import dev.baton.protocol.Incarnation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the volume knows about itself. Kept as {@code name=value} lines in a {@link StateFile}.
 *
 * @param end where the log ended when the member last stopped cleanly, in bytes; -1 when it didn't, or runs
 * @param lostPower whether a start since found another boot id and no clean stop, and hasn't yet accounted for it
 * @param damage why the data of an earlier incarnation were set aside, until this one is whole; one line, empty for none
 * @param moving the directory below {@code damaged/} that they are being moved to; empty once they are
 */
record Identity(
        Incarnation incarnation,
        String volumeUid,
        long instance,
        String bootId,
        boolean cleanStop,
        long end,
        boolean lostPower,
        String damage,
        String moving) {
    private static final long UNKNOWN = -1;

    static Identity first(String volumeUid, String bootId) {
        return new Identity(another(), volumeUid, 1, bootId, false, UNKNOWN, false, "", "");
    }

    private static Incarnation another() {
        return new Incarnation(UUID.randomUUID().toString());
    }

    /** An unknown uid, then or now, can't differ. */
    boolean isOfVolume(String uid) {
        return volumeUid.isEmpty() || uid.isEmpty() || volumeUid.equals(uid);
    }

    Identity startedAgain(String uid, String boot) {
        boolean rebooted = boot.isEmpty() || !bootId.equals(boot);
        return new Identity(
                incarnation,
                uid.isEmpty() ? volumeUid : uid,
                instance + 1,
                boot.isEmpty() ? bootId : boot,
                cleanStop,
                end,
                lostPower || (rebooted && !cleanStop),
                damage,
                moving);
    }

    Identity withPowerLossAccounted(Incarnation as) {
        return new Identity(as, volumeUid, instance, bootId, cleanStop, end, false, damage, moving);
    }

    /** What a clean stop left on record holds no longer. */
    Identity running() {
        return new Identity(incarnation, volumeUid, instance, bootId, false, UNKNOWN, lostPower, damage, moving);
    }

    Identity withCleanStop(long logEnd) {
        return new Identity(incarnation, volumeUid, instance, bootId, true, logEnd, lostPower, damage, moving);
    }

    /** Another incarnation on the same volume. */
    Identity renewed() {
        return new Identity(another(), volumeUid, 1, bootId, cleanStop, UNKNOWN, false, damage, moving);
    }

    Identity withDamage(String why, String movingTo) {
        String line = why.replace('\n', ' ').replace('\r', ' ');
        return new Identity(incarnation, volumeUid, instance, bootId, cleanStop, end, lostPower, line, movingTo);
    }

    void write(Path file) throws IOException {
        String text = "incarnation=" + incarnation + "\nvolume=" + volumeUid + "\ninstance=" + instance + "\nboot="
                + bootId + "\nclean-stop=" + cleanStop + "\nend=" + end + "\nlost-power=" + lostPower + "\ndamage="
                + damage
                + "\nmoving=" + moving + "\n";
        StateFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static Optional<Identity> read(Path file) throws IOException {
        Optional<byte[]> bytes = StateFile.read(file);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (String line : new String(bytes.get(), StandardCharsets.UTF_8).split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return Optional.of(new Identity(
                new Incarnation(value(values, "incarnation", file)),
                value(values, "volume", file),
                Long.parseLong(value(values, "instance", file)),
                value(values, "boot", file),
                Boolean.parseBoolean(value(values, "clean-stop", file)),
                Long.parseLong(values.getOrDefault("end", "-1")), // as below
                Boolean.parseBoolean(value(values, "lost-power", file)),
                values.getOrDefault("damage", ""), // volumes made before there was such a thing
                values.getOrDefault("moving", "")));
    }

    private static String value(Map<String, String> values, String name, Path file) {
        String value = values.get(name);
        if (value == null) {
            throw new StateDamagedException(file, "no " + name);
        }
        return value;
    }
}
