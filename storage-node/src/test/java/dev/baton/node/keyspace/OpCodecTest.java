package dev.baton.node.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class OpCodecTest {
    @Property(tries = 300)
    void decodingGivesBackWhatWasEncoded(@ForAll("opLists") List<Op> ops) {
        byte[] effect = encode(ops);
        assertThat(OpReader.ops(effect))
                .usingRecursiveComparison()
                .ignoringFields("key.hash", "fields.hash", "from.hash", "to.hash", "members.hash")
                .isEqualTo(ops);
        assertThat(encode(OpReader.ops(effect))).isEqualTo(effect);
    }

    @Property(tries = 300)
    void aCutOrDamagedEffectIsReportedAndNothingElseHappens(
            @ForAll("opLists") List<Op> ops, @ForAll int cut, @ForAll int place, @ForAll byte damage) {
        byte[] effect = encode(ops);
        byte[] damaged = Arrays.copyOf(effect, 1 + Math.floorMod(cut, effect.length));
        damaged[Math.floorMod(place, damaged.length)] ^= damage;
        try {
            OpReader.ops(damaged);
        } catch (DamagedEffectException expected) {
            assertThat(expected.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 300)
    void noBytesReadAsOpsDoHarm(@ForAll @Size(min = 1, max = 64) byte[] noise) {
        try {
            OpReader.ops(noise);
        } catch (DamagedEffectException expected) {
            assertThat(expected.getMessage()).isNotBlank();
        }
    }

    private static byte[] encode(List<Op> ops) {
        OpWriter writer = new OpWriter();
        writer.raw(Keyspace.WRITE_EFFECT);
        ops.forEach(writer::write);
        return writer.toBytes();
    }

    @Provide
    Arbitrary<List<Op>> opLists() {
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        Arbitrary<Bytes> keys = bytes.map(Bytes::of);
        Arbitrary<Long> times = Arbitraries.longs().greaterOrEqual(0);
        Arbitrary<Op.End> ends = Arbitraries.of(Op.End.class);
        Arbitrary<byte[][]> many = bytes.array(byte[][].class).ofMaxSize(5);
        Arbitrary<Integer> counts = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<Op> op = Arbitraries.oneOf(
                keys.map(Op.Delete::new),
                Combinators.combine(keys, bytes, times).as(Op.Put::new),
                Combinators.combine(keys, counts, bytes).as(Op.Patch::new),
                Combinators.combine(keys, times).as(Op.Expire::new),
                Combinators.combine(keys, many)
                        .as((key, values) -> new Op.PutFields(
                                key, Arrays.stream(values).map(Bytes::of).toArray(Bytes[]::new), values)),
                Combinators.combine(keys, keys.array(Bytes[].class).ofMaxSize(4))
                        .as(Op.DeleteFields::new),
                Combinators.combine(keys, keys.array(Bytes[].class).ofMaxSize(4))
                        .as(Op.AddMembers::new),
                Combinators.combine(keys, keys.array(Bytes[].class).ofMaxSize(4))
                        .as(Op.RemoveMembers::new),
                Combinators.combine(
                                keys,
                                keys.array(Bytes[].class).ofSize(3),
                                Arbitraries.doubles().array(double[].class).ofSize(3))
                        .as(Op.PutScores::new),
                Combinators.combine(keys, keys.array(Bytes[].class).ofMaxSize(4))
                        .as(Op.RemoveScored::new),
                Combinators.combine(keys, ends, many).as(Op.Push::new),
                Combinators.combine(keys, ends, counts).as(Op.Pop::new),
                Combinators.combine(keys, keys).as(Op.Rename::new),
                Combinators.combine(keys, keys).as(Op.Copy::new),
                Combinators.combine(keys, counts, bytes).as(Op.SetElement::new),
                Combinators.combine(keys, counts, bytes).as(Op.Insert::new),
                Combinators.combine(keys, ends, counts, bytes).as(Op.RemoveEqual::new),
                Arbitraries.create(Op.Flush::new));
        return op.list().ofMaxSize(6);
    }
}
