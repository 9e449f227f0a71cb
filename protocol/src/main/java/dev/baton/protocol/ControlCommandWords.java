package dev.baton.protocol;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A control command as it came, word by word: as many as the verb has, each of its kind and in its range. */
final class ControlCommandWords {
    private static final long MOST_MILLIS = 3_600_000;
    private static final long MOST_PAUSES = 1L << 40;
    /** Names, uids and hosts; a member writes some of them into files of lines. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:%\\-]{1,253}");

    private final List<String> words;

    private ControlCommandWords(List<String> words) {
        this.words = words;
    }

    static ControlCommand decode(List<String> words) {
        String verb = words.getFirst().toUpperCase(Locale.ROOT);
        return new ControlCommandWords(words).decode(verb);
    }

    private ControlCommand decode(String verb) {
        return switch (verb) {
            case "STATUS" -> {
                holds(0);
                yield new ControlCommand.Status();
            }
            case "FENCE" -> {
                holds(2);
                yield new ControlCommand.Fence(epoch(), word(2));
            }
            case "LEAD" -> {
                holds(6);
                yield new ControlCommand.Lead(
                        epoch(),
                        word(2),
                        new Incarnation(word(3)),
                        Position.parse(words.get(4)),
                        millis(5),
                        yesOrNo(6));
            }
            case "FOLLOW" -> {
                holds(5);
                yield new ControlCommand.Follow(
                        epoch(), word(2), new MemberName(word(3)), word(4), Integer.parseInt(words.get(5)));
            }
            case "PROPOSE" -> {
                holds(2);
                yield new ControlCommand.Propose(epoch(), rule());
            }
            case "RULE" -> {
                holds(2);
                yield new ControlCommand.Rule(epoch(), rule());
            }
            case "PAUSE" -> {
                boolean numbered = words.size() != 3; // an operator of the first version gives no number
                holds(numbered ? 3 : 2);
                yield new ControlCommand.Pause(
                        epoch(), numbered ? number(2) : ControlCommand.Pause.UNNUMBERED, millis(numbered ? 3 : 2));
            }
            case "RESUME" -> {
                boolean numbered = words.size() != 2;
                holds(numbered ? 2 : 1);
                yield new ControlCommand.Resume(epoch(), numbered ? number(2) : ControlCommand.Pause.UNNUMBERED);
            }
            case "LIMIT" -> {
                holds(3);
                yield new ControlCommand.Limit(
                        epoch(), new MemberLimits(Long.parseLong(words.get(2)), Integer.parseInt(words.get(3))));
            }
            default -> throw new IllegalArgumentException("unknown control command '" + verb + "'");
        };
    }

    private void holds(int arguments) {
        int given = words.size() - 1;
        if (given != arguments) {
            throw new IllegalArgumentException("too " + (given < arguments ? "few" : "many") + " arguments, "
                    + arguments + " are needed: BATON " + String.join(" ", words));
        }
    }

    private Epoch epoch() {
        Epoch epoch = new Epoch(Long.parseLong(words.get(1)));
        if (epoch.equals(Epoch.NONE)) {
            throw new IllegalArgumentException("the first epoch is 1: BATON " + String.join(" ", words));
        }
        return epoch;
    }

    private String word(int at) {
        String word = words.get(at);
        if (!WORD.matcher(word).matches()) {
            throw new IllegalArgumentException("'" + word + "' is no name, uid or host");
        }
        return word;
    }

    /** A pause's. */
    private long number(int at) {
        long number = Long.parseLong(words.get(at));
        if (number < 1 || number > MOST_PAUSES) {
            throw new IllegalArgumentException("pauses are numbered from 1 to " + MOST_PAUSES + ", not " + number);
        }
        return number;
    }

    private long millis(int at) {
        long millis = Long.parseLong(words.get(at));
        if (millis < 1 || millis > MOST_MILLIS) {
            throw new IllegalArgumentException("1 to " + MOST_MILLIS + " milliseconds, not " + millis);
        }
        return millis;
    }

    private boolean yesOrNo(int at) {
        return switch (words.get(at)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false, not '" + words.get(at) + "'");
        };
    }

    private QuorumRule rule() {
        QuorumRule rule = QuorumRule.decode(words.get(2));
        if (rule.number() < 1) {
            throw new IllegalArgumentException("the first rule of an epoch is number 1, not " + rule.number());
        }
        return rule;
    }
}
