package io.weir.l7.route;

import io.weir.core.service.HttpMode;
import io.weir.core.service.HttpRule;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a service, compiled. All rules look at the request as it came (after {@link ForwardedHeaders}), before any
 * of them changes it. The first rule that applies and switches decides where the request goes; the header actions and
 * rewrites of all that apply are done in order. Paths are looked at as {@link MatchPath} says, and where a rule looks at
 * paths, one that can be read in two ways is refused with 400. Immutable.
 */
public final class Rules {
    private static final int BAD_REQUEST = 400;

    private final CompiledRule[] rules;
    private final boolean lookAtPath;
    private final LongAdder aborts;
    private final LongAdder ambiguous = new LongAdder();

    private Rules(CompiledRule[] rules, boolean lookAtPath, LongAdder aborts) {
        this.rules = rules;
        this.lookAtPath = lookAtPath;
        this.aborts = aborts;
    }

    /**
     * Compiles.
     *
     * @param service the service's name, for messages
     * @throws IllegalArgumentException where a rule cannot be carried out; the message says which and why
     */
    public static Rules compile(HttpMode mode, String service) {
        List<HttpRule> rules = mode.rules();
        LongAdder aborts = new LongAdder();
        CompiledRule[] compiled = new CompiledRule[rules.size()];
        boolean lookAtPath = false;
        for (int i = 0; i < compiled.length; i++) {
            HttpRule rule = rules.get(i);
            try {
                compiled[i] = new CompiledRule(rule, aborts);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "service " + service + ", rule " + (i + 1) + ": " + e.getMessage(), e);
            }
            lookAtPath |= rule.when().stream().anyMatch(Condition::looksAtPath);
        }
        return new Rules(compiled, lookAtPath, aborts);
    }

    /** Says what becomes of a request, and changes its head by the rules that apply. */
    public Decision decide(RequestHead head, ClientInfo client) {
        if (rules.length == 0) {
            return Decision.NONE;
        }
        RequestView request = new RequestView(head, client);
        if (lookAtPath && !request.resolvePath()) {
            ambiguous.increment();
            return new Decision(null, null, LocalAnswer.deny(BAD_REQUEST), List.of());
        }
        boolean[] applies = new boolean[rules.length];
        boolean any = false;
        for (int i = 0; i < rules.length; i++) {
            applies[i] = rules[i].applies(request);
            any |= applies[i];
        }
        return any ? carryOut(applies, head) : Decision.NONE;
    }

    private Decision carryOut(boolean[] applies, RequestHead head) {
        CompiledRule.@Nullable Switch switching = firstSwitch(applies);
        LocalAnswer local = switching == null ? null : localAnswer(switching, head);
        List<FieldEdit> answerEdits = List.of();
        for (int i = 0; i < rules.length; i++) {
            if (applies[i]) {
                rules[i].edit(head);
                answerEdits = joined(answerEdits, rules[i].answerEdits());
            }
        }
        return switching == null
                ? new Decision(null, null, null, answerEdits)
                : new Decision(switching.servers(), switching.service(), local, answerEdits);
    }

    private CompiledRule.@Nullable Switch firstSwitch(boolean[] applies) {
        for (int i = 0; i < rules.length; i++) {
            CompiledRule.Switch switching = rules[i].switching();
            if (applies[i] && switching != null) {
                return switching;
            }
        }
        return null;
    }

    private static @Nullable LocalAnswer localAnswer(CompiledRule.Switch switching, RequestHead head) {
        Redirection redirection = switching.redirection();
        return redirection != null ? redirection.answer(head) : switching.denial();
    }

    private static List<FieldEdit> joined(List<FieldEdit> before, List<FieldEdit> more) {
        if (before.isEmpty() || more.isEmpty()) {
            return before.isEmpty() ? more : before;
        }
        List<FieldEdit> all = new ArrayList<>(before);
        all.addAll(more);
        return all;
    }

    /** Searches by regular expression that were given up because they took too long, since these rules were compiled. */
    public long regexAborts() {
        return aborts.sum();
    }

    /** Requests refused because their path can be read in two ways, since these rules were compiled. */
    public long ambiguousPaths() {
        return ambiguous.sum();
    }
}
