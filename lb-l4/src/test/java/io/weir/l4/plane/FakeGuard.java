package io.weir.l4.plane;

import io.weir.core.net.PortSet;
import io.weir.l4.view.ViewLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers what is hidden from a host. */
final class FakeGuard implements Guard {
    private static final PortSet PORTS = new PortSet(List.of(new PortSet.Range(10_240, 32_767)));

    /** Names of the links at each call. */
    final List<List<String>> opened = new ArrayList<>();

    @Nullable Hidden hidden;

    boolean reserved;
    boolean closed;

    @Override
    public void open(List<ViewLink> links) {
        opened.add(links.stream().map(ViewLink::name).toList());
    }

    @Override
    public void hide(Hidden next) {
        hidden = next;
    }

    Set<Reply> replies() {
        return Objects.requireNonNull(hidden).replies();
    }

    @Override
    public void reserve() {
        reserved = true;
    }

    @Override
    public boolean hasReserved() {
        return reserved;
    }

    @Override
    public void unreserve() {
        reserved = false;
    }

    @Override
    public PortSet sourcePorts() {
        return reserved ? PORTS : Sources.ALL_PORTS;
    }

    @Override
    public void close() {
        closed = true;
    }
}
