package io.weir.l4.observe;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.net.IpAddress;
import io.weir.l4.view.ViewServer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects an {@link Explanation}. */
final class ExplanationBuilder {
    private final PacketQuestion question;
    private final List<Explanation.Candidate> candidates = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable String service;
    private @Nullable String mode;
    private @Nullable FlowRow flow;
    private boolean reply;
    private @Nullable String server;
    private @Nullable String choice;
    private Explanation.@Nullable Hop arrives;
    private Explanation.@Nullable Hop leaves;
    private @Nullable String dropReason;
    private @Nullable String dropDescription;
    private @Nullable String answer;

    ExplanationBuilder(PacketQuestion question) {
        this.question = question;
    }

    void service(ServiceSnapshot of) {
        service = of.name();
        mode = of.definition().mode().key();
    }

    void flow(FlowRow row, boolean fromServer) {
        flow = row;
        reply = fromServer;
        service = row.service();
        mode = row.mode();
    }

    void server(ViewServer one, boolean known) {
        IpAddress address = new IpAddress(one.high(), one.low(), one.v6());
        server = one.name() + " (" + address.withPort(one.portFor(portOfVip())) + ")";
        if (known) {
            choice = "the flow is known and stays with its server";
        }
    }

    private int portOfVip() {
        return flow == null ? question.destinationPort() : flow.vipPort();
    }

    void server(String name, String endpoint) {
        server = name + " (" + endpoint + ")";
    }

    void choice(String text) {
        choice = text;
    }

    void candidate(ServerSnapshot one, String why) {
        candidates.add(
                new Explanation.Candidate(one.name(), one.definition().address().toString(), why));
    }

    void arrives(Explanation.Hop hop) {
        arrives = hop;
    }

    void leaves(Explanation.Hop hop) {
        leaves = hop;
    }

    void drop(String name, String description) {
        dropReason = name;
        dropDescription = description;
    }

    void answer(@Nullable String text) {
        answer = text;
    }

    void note(String text) {
        notes.add(text);
    }

    Explanation is(Explanation.Verdict verdict, String summary) {
        return new Explanation(
                question,
                verdict,
                summary,
                service,
                mode,
                flow,
                reply,
                server,
                choice,
                candidates,
                arrives,
                leaves,
                dropReason,
                dropDescription,
                answer,
                notes);
    }
}
