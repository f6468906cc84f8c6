package io.weir.core.control;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Where transitions are told. */
public final class Events {
    private static final System.Logger LOG = System.getLogger("io.weir.control");

    private final List<Consumer<Event>> subscribers = new CopyOnWriteArrayList<>();

    Events() {}

    /** Hears every event from now on, on the control thread: it must neither block nor fail. From any thread. */
    public Subscription subscribe(Consumer<Event> subscriber) {
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }

    void tell(Event event) {
        for (Consumer<Event> subscriber : subscribers) {
            try {
                subscriber.accept(event);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a subscriber failed on: " + event.text(), e);
            }
        }
    }

    /** Ends with {@link #close}. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
