package io.weir.arp.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Links that only note what is sent. */
public final class FakeLinks implements FrameLinks {
    private final List<byte[]> sent = new ArrayList<>();
    private Set<Integer> listening = Set.of();
    private @Nullable String problem;

    /** Without a problem. */
    public FakeLinks() {}

    /** All interfaces are in trouble from now on. */
    public void fail(String why) {
        problem = why;
    }

    /** What was sent since the last call. */
    public List<byte[]> take() {
        List<byte[]> frames = List.copyOf(sent);
        sent.clear();
        return frames;
    }

    /** Where somebody listens. */
    public Set<Integer> listening() {
        return listening;
    }

    @Override
    public void listen(Set<Integer> interfaceIndexes) {
        listening = Set.copyOf(interfaceIndexes);
    }

    @Override
    public @Nullable String problem(int interfaceIndex) {
        return problem;
    }

    @Override
    public boolean send(int interfaceIndex, byte[] frame) {
        sent.add(frame);
        return problem == null;
    }

    @Override
    public void receive(Duration timeout, Receiver receiver) {}

    @Override
    public void close() {}
}
