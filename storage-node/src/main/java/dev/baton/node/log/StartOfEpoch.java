package dev.baton.node.log;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The effect of the first record of an epoch. It changes no key; it tells in the log itself who led the epoch and where it began.
 *
 * <p>Layout after the kind byte 0: flags (1 byte, bit 0 = loss accepted), epoch (8), leader (2-byte length, UTF-8), incarnation (likewise).
 *
 * @param lossAccepted whether a person accepted, by a forced failover, that committed records before it may be missing
 */
public record StartOfEpoch(Epoch epoch, MemberName leader, Incarnation incarnation, boolean lossAccepted) {
    /** First byte of the effect. */
    public static final byte KIND = 0;

    public byte[] encode() {
        byte[] name = leader.value().getBytes(StandardCharsets.UTF_8);
        byte[] uuid = incarnation.value().getBytes(StandardCharsets.UTF_8);
        ByteBuffer effect = ByteBuffer.allocate(1 + 1 + 8 + 2 + name.length + 2 + uuid.length);
        effect.put(KIND).put((byte) (lossAccepted ? 1 : 0)).putLong(epoch.number());
        effect.putShort((short) name.length).put(name);
        effect.putShort((short) uuid.length).put(uuid);
        return effect.array();
    }

    public static boolean isStart(ByteBuffer effect) {
        return effect.get(effect.position()) == KIND;
    }

    /** @throws IllegalArgumentException when the bytes are no start record */
    public static StartOfEpoch decode(ByteBuffer effect) {
        ByteBuffer bytes = effect.duplicate();
        try {
            if (bytes.get() != KIND) {
                throw new IllegalArgumentException("not a start record");
            }
            boolean lossAccepted = (bytes.get() & 1) != 0;
            Epoch epoch = new Epoch(bytes.getLong());
            return new StartOfEpoch(epoch, new MemberName(text(bytes)), new Incarnation(text(bytes)), lossAccepted);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a start record of " + effect.remaining() + " bytes is too short", e);
        }
    }

    private static String text(ByteBuffer bytes) {
        byte[] text = new byte[Short.toUnsignedInt(bytes.getShort())];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
