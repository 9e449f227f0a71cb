package dev.baton.node.rdb;

import java.util.ArrayList;
import java.util.List;

/** The forms in which Redis keeps, and dumps, small collections in one piece: listpack, ziplist (before 7.0), intset. */
final class Packed {
    private static final int LISTPACK_HEADER = 6;
    private static final int ZIPLIST_HEADER = 10;
    private static final int END = 0xff;
    private static final int LONG_PREVIOUS = 0xfe;

    private Packed() {}

    /** Integers come as their decimal digits. */
    static List<byte[]> listpack(byte[] bytes) throws BadDataException {
        RdbInput in = RdbInput.ofAll(bytes);
        if (bytes.length <= LISTPACK_HEADER || in.littleEndian(4) != bytes.length) {
            throw new BadDataException("a listpack of another length than it says");
        }
        in.skip(2);
        List<byte[]> elements = new ArrayList<>();
        while (true) {
            int left = in.left();
            int first = in.unsigned();
            if (first == END) {
                break;
            }
            elements.add(listpackElement(in, first));
            in.skip(bytesOfBackwardLength(left - in.left()));
        }
        if (in.left() > 0) {
            throw new BadDataException("a listpack that ends before its end");
        }
        return elements;
    }

    private static byte[] listpackElement(RdbInput in, int first) throws BadDataException {
        if (first < 0x80) {
            return RdbInput.decimal(first);
        }
        if (first < 0xc0) {
            return in.raw(first & 0x3f);
        }
        if (first < 0xe0) {
            int value = (first & 0x1f) << 8 | in.unsigned();
            return RdbInput.decimal(value < 1 << 12 ? value : value - (1 << 13));
        }
        if (first < 0xf0) {
            return in.raw((first & 0x0fL) << 8 | in.unsigned());
        }
        return switch (first) {
            case 0xf0 -> in.raw(in.littleEndian(4));
            case 0xf1 -> RdbInput.decimal(in.littleEndian(2));
            case 0xf2 -> RdbInput.decimal(in.littleEndian(3));
            case 0xf3 -> RdbInput.decimal(in.littleEndian(4));
            case 0xf4 -> RdbInput.decimal(in.littleEndian(8));
            default -> throw new BadDataException("an unknown element of a listpack: " + first);
        };
    }

    /** Behind each element its length is written, to go backwards. */
    private static int bytesOfBackwardLength(int length) {
        if (length <= 127) {
            return 1;
        }
        if (length < 16_383) {
            return 2;
        }
        if (length < 2_097_151) {
            return 3;
        }
        return length < 268_435_455 ? 4 : 5;
    }

    /** Integers come as their decimal digits. */
    static List<byte[]> ziplist(byte[] bytes) throws BadDataException {
        RdbInput in = RdbInput.ofAll(bytes);
        if (bytes.length <= ZIPLIST_HEADER || in.littleEndian(4) != bytes.length) {
            throw new BadDataException("a ziplist of another length than it says");
        }
        in.skip(6);
        List<byte[]> elements = new ArrayList<>();
        while (true) {
            int previous = in.unsigned();
            if (previous == END) {
                break;
            }
            if (previous == LONG_PREVIOUS) {
                in.skip(4);
            }
            elements.add(ziplistElement(in));
        }
        if (in.left() > 0) {
            throw new BadDataException("a ziplist that ends before its end");
        }
        return elements;
    }

    private static byte[] ziplistElement(RdbInput in) throws BadDataException {
        int first = in.unsigned();
        return switch (first >>> 6) {
            case 0 -> in.raw(first);
            case 1 -> in.raw((first & 0x3fL) << 8 | in.unsigned());
            case 2 -> in.raw(in.bigEndian(4));
            default ->
                switch (first) {
                    case 0xc0 -> RdbInput.decimal(in.littleEndian(2));
                    case 0xd0 -> RdbInput.decimal(in.littleEndian(4));
                    case 0xe0 -> RdbInput.decimal(in.littleEndian(8));
                    case 0xf0 -> RdbInput.decimal(in.littleEndian(3));
                    case 0xfe -> RdbInput.decimal(in.littleEndian(1));
                    default -> {
                        if (first < 0xf1 || first > 0xfd) {
                            throw new BadDataException("an unknown element of a ziplist: " + first);
                        }
                        yield RdbInput.decimal(first - 0xf1);
                    }
                };
        };
    }

    static List<byte[]> intset(byte[] bytes) throws BadDataException {
        RdbInput in = RdbInput.ofAll(bytes);
        int width = (int) in.littleEndian(4);
        long count = in.littleEndian(4);
        if ((width != 2 && width != 4 && width != 8) || count < 1 || count * width != in.left()) {
            throw new BadDataException("a set of " + count + " integers of " + width + " bytes in " + in.left());
        }
        List<byte[]> members = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            members.add(RdbInput.decimal(in.littleEndian(width)));
        }
        return members;
    }
}
