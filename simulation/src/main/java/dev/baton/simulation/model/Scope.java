package dev.baton.simulation.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is explored: the mode, and how often what may happen happens. All else, the order of everything and what is lost on the way, is free.
 * Built by its methods, each returning itself; not changed once an exploration has begun.
 */
final class Scope {
    enum Mode {
        /** One named follower confirms. */
        SEMI_SYNCHRONOUS,
        /** Both followers confirm; where the rule may shrink, either. */
        SYNCHRONOUS,
        /** Nobody confirms; a majority grants the lease, and every answer needs that. */
        ASYNCHRONOUS
    }

    final Mode mode;
    final Set<Mistake> mistakes = EnumSet.noneOf(Mistake.class);
    boolean mayGoAlone;
    boolean received;
    boolean flushesApart;
    boolean leases;
    boolean failovers = true;
    boolean foresight = true;
    boolean exactReports;
    boolean upToNames;
    int operators = 1;
    int epochs = 1;
    int writes;
    int restarts;
    int losses;
    int ruleChanges;
    int switchovers;

    private Scope(Mode mode) {
        this.mode = mode;
        this.leases = mode == Mode.ASYNCHRONOUS;
    }

    static Scope of(Mode mode) {
        return new Scope(mode);
    }

    boolean asynchronous() {
        return mode == Mode.ASYNCHRONOUS;
    }

    boolean has(Mistake mistake) {
        return mistakes.contains(mistake);
    }

    /** {@code durability: Preferred}: the rule may shrink, to none at last. */
    Scope preferred() {
        mayGoAlone = true;
        return this;
    }

    /** {@code acknowledge: Received}: what is written counts, and a loss is a power loss of one machine. */
    Scope received() {
        received = true;
        return this;
    }

    /** Followers sync apart from receiving. */
    Scope flushesApart() {
        flushesApart = true;
        return this;
    }

    /** Reads are there, too: they need a lease. */
    Scope leases() {
        leases = true;
        return this;
    }

    /** Epochs begin by switchovers only; else an operator may take the leader for dead at any time. */
    Scope withoutFailovers() {
        failovers = false;
        return this;
    }

    /** Only fences that happen are checked, not every one that the record would accept: what the second fault needs is then seen. */
    Scope withoutForesight() {
        foresight = false;
        return this;
    }

    /** Of states that differ by members' names mostly one is visited. A trace then changes names on the way. */
    Scope upToNames() {
        upToNames = true;
        return this;
    }

    /** Asynchronous: it also counts as broken when a write was reported as discarded and survives elsewhere. */
    Scope exactReports() {
        exactReports = true;
        return this;
    }

    /** 1 or 2. */
    Scope operators(int count) {
        operators = count;
        return this;
    }

    /** The last that may begin; the first is open at the start. */
    Scope epochs(int last) {
        epochs = last;
        return this;
    }

    /** By clients. */
    Scope writes(int count) {
        writes = count;
        return this;
    }

    /** Processes killed. */
    Scope restarts(int count) {
        restarts = count;
        return this;
    }

    /** Volumes lost; under {@code Received}, machines without power. */
    Scope losses(int count) {
        losses = count;
        return this;
    }

    /** Begun, in all epochs together. */
    Scope ruleChanges(int count) {
        ruleChanges = count;
        return this;
    }

    /** Begun. */
    Scope switchovers(int count) {
        switchovers = count;
        return this;
    }

    Scope with(Mistake mistake) {
        mistakes.add(mistake);
        return this;
    }

    @Override
    public String toString() {
        List<String> words = new ArrayList<>(List.of(mode.name().toLowerCase(Locale.ROOT)));
        addIf(words, mayGoAlone, "preferred");
        addIf(words, received, "received");
        addIf(words, flushesApart, "flushes apart");
        addIf(words, leases, "leases");
        addIf(words, exactReports, "exact reports");
        addIf(words, upToNames, "up to names");
        words.add("operators=" + operators);
        words.add("epochs=" + epochs);
        words.add("writes=" + writes);
        words.add("restarts=" + restarts);
        words.add("losses=" + losses);
        words.add("rule changes=" + ruleChanges);
        words.add("switchovers=" + switchovers);
        addIf(words, !failovers, "no failovers");
        addIf(words, foresight, "I8 and I9");
        addIf(words, !mistakes.isEmpty(), "mistakes=" + mistakes);
        return String.join(", ", words);
    }

    private static void addIf(List<String> words, boolean condition, String word) {
        if (condition) {
            words.add(word);
        }
    }
}
