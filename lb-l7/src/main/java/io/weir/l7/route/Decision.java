package io.weir.l7.route;

import io.weir.l7.http.message.ResponseHead;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What rules say of one request. */
public final class Decision {
    /** No rule has a say. */
    public static final Decision NONE = new Decision(null, null, null, List.of());

    private final @Nullable Set<String> servers;
    private final @Nullable String service;
    private final @Nullable LocalAnswer localAnswer;
    private final List<FieldEdit> answerEdits;

    Decision(
            @Nullable Set<String> servers,
            @Nullable String service,
            @Nullable LocalAnswer localAnswer,
            List<FieldEdit> answerEdits) {
        this.servers = servers;
        this.service = service;
        this.localAnswer = localAnswer;
        this.answerEdits = answerEdits;
    }

    /** The names of the only servers that may be chosen; null for all of the service. */
    public @Nullable Set<String> servers() {
        return servers;
    }

    /** The service whose servers, scheduler and persistence are used; null for the client's own. */
    public @Nullable String service() {
        return service;
    }

    /** The answer that is given without asking a server; null when one is asked. */
    public @Nullable LocalAnswer localAnswer() {
        return localAnswer;
    }

    /** Changes the fields of the final answer, whoever gives it. */
    public void answer(ResponseHead head) {
        for (int i = 0; i < answerEdits.size(); i++) {
            answerEdits.get(i).apply(head.fields());
        }
    }
}
