package dev.baton.node.rdb;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a value, its type first, as the ops that make it. */
final class ValueReader {
    /** What a node of a quicklist contains. */
    private static final int ONE_ELEMENT = 1;

    private static final int LISTPACK = 2;

    /** Lengths of scores written as text that say something else. */
    private static final int NOT_A_NUMBER = 253;

    private static final int INFINITE = 254;
    private static final int NEGATIVE_INFINITE = 255;

    private final RdbInput in;

    ValueReader(RdbInput in) {
        this.in = in;
    }

    List<Op> ops(Bytes key, long expireAt) throws BadDataException {
        int form = in.unsigned();
        if (form == Form.STRING) {
            return List.of(new Op.Put(key, in.string(), expireAt));
        }
        Op make = switch (form) {
            case Form.LIST -> list(key, strings(1));
            case Form.LIST_ZIPLIST -> list(key, Packed.ziplist(in.string()));
            case Form.LIST_QUICKLIST, Form.LIST_QUICKLIST_2 -> list(key, nodes(form));
            case Form.SET -> set(key, strings(1));
            case Form.SET_INTSET -> set(key, Packed.intset(in.string()));
            case Form.HASH -> hash(key, strings(2));
            case Form.HASH_ZIPLIST -> hash(key, Packed.ziplist(in.string()));
            case Form.HASH_LISTPACK -> hash(key, Packed.listpack(in.string()));
            case Form.SORTED_SET, Form.SORTED_SET_TEXT -> scored(key, form);
            case Form.SORTED_SET_ZIPLIST -> scoredPairs(key, Packed.ziplist(in.string()));
            case Form.SORTED_SET_LISTPACK -> scoredPairs(key, Packed.listpack(in.string()));
            default -> throw new BadDataException("a value of unknown type " + form);
        };
        return expireAt == Entry.NEVER ? List.of(make) : List.of(make, new Op.Expire(key, expireAt));
    }

    /** As many times a number of strings as is written first. */
    private List<byte[]> strings(int each) throws BadDataException {
        int count = in.count(each) * each;
        List<byte[]> strings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            strings.add(in.string());
        }
        return strings;
    }

    private List<byte[]> nodes(int form) throws BadDataException {
        int count = in.count(1);
        List<byte[]> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (form == Form.LIST_QUICKLIST) {
                elements.addAll(Packed.ziplist(in.string()));
                continue;
            }
            long contains = in.length();
            if (contains == ONE_ELEMENT) {
                elements.add(in.string());
            } else if (contains == LISTPACK) {
                elements.addAll(Packed.listpack(in.string()));
            } else {
                throw new BadDataException("an unknown node of a list: " + contains);
            }
        }
        return elements;
    }

    private static Op list(Bytes key, List<byte[]> elements) throws BadDataException {
        atLeastOne(elements.size());
        return new Op.Push(key, Op.End.RIGHT, elements.toArray(new byte[0][]));
    }

    private static Op set(Bytes key, List<byte[]> members) throws BadDataException {
        Bytes[] distinct = new Bytes[members.size()];
        for (int i = 0; i < distinct.length; i++) {
            distinct[i] = Bytes.of(members.get(i));
        }
        distinct(distinct);
        return new Op.AddMembers(key, distinct);
    }

    private static Op hash(Bytes key, List<byte[]> pairs) throws BadDataException {
        Bytes[] fields = new Bytes[pairs(pairs)];
        byte[][] values = new byte[fields.length][];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = Bytes.of(pairs.get(2 * i));
            values[i] = pairs.get(2 * i + 1);
        }
        distinct(fields);
        return new Op.PutFields(key, fields, values);
    }

    private Op scored(Bytes key, int form) throws BadDataException {
        Bytes[] members = new Bytes[in.count(2)];
        double[] scores = new double[members.length];
        for (int i = 0; i < members.length; i++) {
            members[i] = Bytes.of(in.string());
            scores[i] = form == Form.SORTED_SET
                    ? number(Double.longBitsToDouble(in.littleEndian(Double.BYTES)))
                    : textScore();
        }
        distinct(members);
        return new Op.PutScores(key, members, scores);
    }

    private static Op scoredPairs(Bytes key, List<byte[]> pairs) throws BadDataException {
        Bytes[] members = new Bytes[pairs(pairs)];
        double[] scores = new double[members.length];
        for (int i = 0; i < members.length; i++) {
            members[i] = Bytes.of(pairs.get(2 * i));
            scores[i] = score(pairs.get(2 * i + 1));
        }
        distinct(members);
        return new Op.PutScores(key, members, scores);
    }

    private double textScore() throws BadDataException {
        int length = in.unsigned();
        return switch (length) {
            case NOT_A_NUMBER -> number(Double.NaN);
            case INFINITE -> Double.POSITIVE_INFINITY;
            case NEGATIVE_INFINITE -> Double.NEGATIVE_INFINITY;
            default -> score(in.raw(length));
        };
    }

    private static double score(byte[] text) throws BadDataException {
        String written = new String(text, StandardCharsets.ISO_8859_1);
        try {
            return switch (written) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> number(Double.parseDouble(written));
            };
        } catch (NumberFormatException noNumber) {
            throw new BadDataException("a score that is no number: " + written);
        }
    }

    private static double number(double score) throws BadDataException {
        if (Double.isNaN(score)) {
            throw new BadDataException("a score that is no number");
        }
        return score;
    }

    private static int pairs(List<byte[]> flat) throws BadDataException {
        if (flat.size() % 2 != 0) {
            throw new BadDataException("a name without its value");
        }
        atLeastOne(flat.size());
        return flat.size() / 2;
    }

    private static void distinct(Bytes[] names) throws BadDataException {
        Set<Bytes> seen = HashSet.newHashSet(names.length);
        for (Bytes name : names) {
            if (!seen.add(name)) {
                throw new BadDataException("the same name twice: " + name);
            }
        }
        atLeastOne(names.length);
    }

    private static void atLeastOne(int count) throws BadDataException {
        if (count == 0) {
            throw new BadDataException("an empty value");
        }
    }
}
