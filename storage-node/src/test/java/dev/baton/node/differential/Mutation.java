package dev.baton.node.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Spoils a few requests: a word too many, too few, in the wrong place, of the wrong kind; and writes some in another case. */
final class Mutation {
    private final int percent;

    /** @param percent of requests that are spoilt */
    Mutation(int percent) {
        this.percent = percent;
    }

    Request of(Request request, Draw draw) {
        if (!draw.chance(percent)) {
            return request;
        }
        List<byte[]> words = new ArrayList<>(request.words());
        int at = words.size() == 1 ? 0 : 1 + draw.below(words.size() - 1);
        switch (draw.below(6)) {
            case 0 ->
                words.set(
                        0,
                        Line.bytes(request.name().toUpperCase(Locale.ROOT).substring(0, 1)
                                + request.name().substring(1)));
            case 1 -> words.add(draw.odd());
            case 2 -> words.add(words.get(at));
            case 3 -> {
                if (at > 0) {
                    words.set(at, draw.odd());
                }
            }
            case 4 -> {
                if (at > 0) {
                    words.remove(at);
                }
            }
            default -> {
                if (at > 0) {
                    byte[] moved = words.remove(at);
                    words.add(1 + draw.below(words.size()), moved);
                }
            }
        }
        return new Request(words);
    }
}
