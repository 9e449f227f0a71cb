package dev.baton.node.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws sequences: each mostly of two families, so that their commands meet on the same keys. */
final class Sequences {
    private static final List<Family> OF_DATA = List.of(
            Family.STRINGS, Family.BITS, Family.HASHES, Family.LISTS, Family.SETS, Family.SORTED_SETS, Family.LEXICAL);
    private static final Mutation MUTATION = new Mutation(5);

    private final Commands commands;
    private final List<Family> ofData;
    private final List<Family> others;

    /** @param families with one of data at least */
    Sequences(Commands commands, List<Family> families) {
        this.commands = commands;
        this.ofData = families.stream().filter(OF_DATA::contains).toList();
        this.others =
                families.stream().filter(family -> !OF_DATA.contains(family)).toList();
    }

    /** The same for the same seed, as long as the tables and the node's commands are the same. */
    List<Step> draw(long seed, int steps) {
        SplittableRandom random = new SplittableRandom(seed);
        Draw any = new Draw(random, Family.allKeys(), Family.allKeys());
        List<Family> families = mixture(any);
        List<Step> drawn = new ArrayList<>();
        boolean[] inMulti = new boolean[Step.CONNECTIONS];
        for (int i = 0; i < Step.CONNECTIONS; i++) {
            drawn.add(new Step(i, List.of(Request.of("HELLO", any.chance(50) ? "3" : "2"))));
        }
        boolean listens = others.contains(Family.CHANNELS) && any.chance(25);
        if (listens) {
            drawn.add(new Step(0, List.of(Request.of("CONFIG", "SET", "notify-keyspace-events", "KEA"))));
        }
        int connection = 0;
        while (drawn.size() < steps) {
            if (any.chance(4)) {
                connection = 1 - connection;
            }
            boolean mayListen = listens && connection == 1 && !inMulti[connection];
            Family family = mayListen && any.chance(30) ? Family.CHANNELS : any.oneOf(families);
            List<Request> requests = next(random, any, family, inMulti[connection]);
            if (requests.isEmpty()) {
                continue;
            }
            inMulti[connection] = switch (requests.getLast().name()) {
                case "multi" -> true;
                case "exec", "discard", "reset" -> false;
                default -> inMulti[connection];
            };
            drawn.add(new Step(connection, requests));
        }
        return drawn;
    }

    private List<Request> next(SplittableRandom random, Draw any, Family family, boolean inMulti) {
        if (any.chance(inMulti ? 20 : 2)) {
            return List.of(Request.of(inMulti ? (any.chance(90) ? "EXEC" : "DISCARD") : "MULTI"));
        }
        return family.draw(new Draw(random, family.keys(), Family.allKeys()), MUTATION, commands);
    }

    private List<Family> mixture(Draw draw) {
        List<Family> mixture = new ArrayList<>();
        List<Family> chosen = draw.chance(15) ? ofData : List.of(draw.oneOf(ofData), draw.oneOf(ofData));
        for (Family family : chosen) {
            add(mixture, family, 8);
        }
        for (Family family : others) {
            if (family == Family.CHANNELS) {
                continue; // who listens may do little else: on one connection of some sequences
            }
            add(mixture, family, family == Family.KEYS ? 3 : 1);
        }
        return mixture;
    }

    private static void add(List<Family> mixture, Family family, int times) {
        for (int i = 0; i < times; i++) {
            mixture.add(family);
        }
    }
}
