package dev.baton.node.settings;

import java.util.Locale;
import java.util.Map;

/** A whole number within bounds; perhaps of bytes, which may then be written with a unit. */
public final class NumberSetting implements Setting {
    private static final Map<String, Long> UNITS = Map.of(
            "",
            1L,
            "b",
            1L,
            "k",
            1000L,
            "kb",
            1L << 10,
            "m",
            1_000_000L,
            "mb",
            1L << 20,
            "g",
            1_000_000_000L,
            "gb",
            1L << 30);

    private final String name;
    private final boolean bytes;
    private long least;
    private long most;
    private long number;

    private NumberSetting(String name, boolean bytes, long least, long most, long initial) {
        this.name = name;
        this.bytes = bytes;
        this.least = least;
        this.most = most;
        this.number = initial;
    }

    static NumberSetting count(String name, long least, long most, long initial) {
        return new NumberSetting(name, false, least, most, initial);
    }

    static NumberSetting bytes(String name, long least, long most, long initial) {
        return new NumberSetting(name, true, least, most, initial);
    }

    @Override
    public String name() {
        return name;
    }

    public long number() {
        return number;
    }

    void is(long now) {
        number = now;
    }

    /** Has other bounds from now on. A number that stood at the old upper one, or lies outside of the new ones, becomes the new upper one. */
    void bounds(long newLeast, long newMost) {
        if (number == most || number > newMost || number < newLeast) {
            number = newMost;
        }
        least = newLeast;
        most = newMost;
    }

    @Override
    public String value() {
        return Long.toString(number);
    }

    @Override
    public Runnable change(String text) throws SettingRefusedException {
        long next = bytes ? memory(text) : integer(text);
        if (next < least || next > most) {
            throw new SettingRefusedException("argument must be between " + least + " and " + most + " inclusive");
        }
        return () -> number = next;
    }

    private static long integer(String text) throws SettingRefusedException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw new SettingRefusedException("argument couldn't be parsed into an integer");
        }
    }

    private static long memory(String text) throws SettingRefusedException {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        Long unit = UNITS.get(text.substring(digits).toLowerCase(Locale.ROOT));
        try {
            if (unit != null) {
                return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), unit);
            }
        } catch (NumberFormatException | ArithmeticException notANumber) {
            throw new SettingRefusedException("argument must be a memory value");
        }
        throw new SettingRefusedException("argument must be a memory value");
    }
}
