package io.weir.l7.route;

import io.netty.util.AsciiString;
import io.weir.core.service.HttpRule;
import io.weir.core.service.HttpRule.Action;
import io.weir.l7.http.message.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One rule. Immutable once it is made. */
final class CompiledRule {
    private static final AsciiString HOST = AsciiString.cached("host");

    private final Condition condition;
    private final boolean denies;
    private final List<Consumer<RequestHead>> requestEdits = new ArrayList<>();
    private final List<FieldEdit> answerEdits = new ArrayList<>();
    private @Nullable Switch switching;

    /** The part of a rule that says where a request goes; one component is not null. */
    record Switch(
            @Nullable Set<String> servers,
            @Nullable String service,
            @Nullable Redirection redirection,
            @Nullable LocalAnswer denial) {}

    CompiledRule(HttpRule rule, LongAdder aborts) {
        condition = Condition.all(rule.when(), aborts);
        for (Action action : rule.then()) {
            compile(action, aborts);
        }
        denies = switching != null && switching.denial() != null;
    }

    private void compile(Action action, LongAdder aborts) {
        switch (action) {
            case Action.UseServers(List<String> names) -> goes(new Switch(Set.copyOf(names), null, null, null));
            case Action.UseService(String name) -> goes(new Switch(null, name, null, null));
            case Action.Redirect redirect -> goes(new Switch(null, null, new Redirection(redirect), null));
            case Action.Deny(int status) -> goes(new Switch(null, null, null, LocalAnswer.deny(status)));
            case Action.SetRequestHeader(String name, String value) -> edits(FieldEdit.set(name, value));
            case Action.AddRequestHeader(String name, String value) -> edits(FieldEdit.add(name, value));
            case Action.DelRequestHeader(String name) -> edits(FieldEdit.delete(name));
            case Action.SetResponseHeader(String name, String value) -> answerEdits.add(FieldEdit.set(name, value));
            case Action.AddResponseHeader(String name, String value) -> answerEdits.add(FieldEdit.add(name, value));
            case Action.DelResponseHeader(String name) -> answerEdits.add(FieldEdit.delete(name));
            case Action.RewritePath rewrite -> {
                PathRewrite compiled = new PathRewrite(rewrite, aborts);
                requestEdits.add(compiled::apply);
            }
        }
    }

    private void goes(Switch to) {
        if (switching == null) {
            switching = to;
        }
    }

    private void edits(FieldEdit edit) {
        if (!edit.name().contentEqualsIgnoreCase(HOST)) {
            requestEdits.add(head -> edit.apply(head.fields()));
        } else if (edit.kind() == FieldEdit.Kind.SET) {
            requestEdits.add(head -> head.authority(edit.value()));
        } else {
            throw new IllegalArgumentException(
                    "a request has one Host, which cannot be removed or added; set-request-header changes it");
        }
    }

    /** Whether the rule applies. A refusal does unless it certainly does not: what takes too long does not get past. */
    boolean applies(RequestView request) {
        Truth holds = condition.holds(request);
        return holds == Truth.YES || (denies && holds == Truth.UNKNOWN);
    }

    @Nullable Switch switching() {
        return switching;
    }

    void edit(RequestHead head) {
        for (int i = 0; i < requestEdits.size(); i++) {
            requestEdits.get(i).accept(head);
        }
    }

    List<FieldEdit> answerEdits() {
        return answerEdits;
    }
}
