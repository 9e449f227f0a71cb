package dev.baton.node.differential;

import java.util.ArrayList;
import java.util.List;

/** Compares the replies on one connection, in their order. */
final class Comparison {
    private final Differences differences;
    private final List<Request> queued = new ArrayList<>();

    Comparison(Differences differences) {
        this.differences = differences;
    }

    /**
     * @param before what the same step's last request was answered; null for the first
     * @return whether they are the same, or may differ
     */
    boolean accepts(Request request, Answers answers, Answers before) {
        String name = request.name();
        boolean accepted = name.equals("exec") && answers.redis() instanceof Reply.Many
                ? acceptsAll(answers)
                : acceptsOne(request, answers, before);
        if (answers.redis().isQueued()) {
            queued.add(request);
        } else if (name.equals("exec") || name.equals("discard") || name.equals("reset")) {
            queued.clear();
        }
        return accepted;
    }

    /** What EXEC answers, each by the rule of the command that was queued. */
    private boolean acceptsAll(Answers answers) {
        if (!answers.areSequencesOf(queued.size())) {
            return false;
        }
        Answers before = null;
        for (int i = 0; i < queued.size(); i++) {
            Answers each = answers.element(i);
            if (!acceptsOne(queued.get(i), each, before)) {
                return false;
            }
            before = each;
        }
        return true;
    }

    private boolean acceptsOne(Request request, Answers answers, Answers before) {
        Rule rule = answers.redis().isQueued() ? Rule.EXACT : Rules.of(request);
        return rule.same(request, answers, before) || differences.cover(request, answers);
    }
}
