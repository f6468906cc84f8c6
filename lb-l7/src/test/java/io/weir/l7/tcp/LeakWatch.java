package io.weir.l7.tcp;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Hears what Netty's leak detector reports while it is open. */
final class LeakWatch extends Handler implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(ResourceLeakDetector.class.getName());

    private final List<String> found = new CopyOnWriteArrayList<>();
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    LeakWatch() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        LOGGER.addHandler(this);
    }

    /** Lets the collector find what was lost, and the detector report it: it does so at allocations. */
    void findAll() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
    }

    List<String> found() {
        return found;
    }

    @Override
    public void publish(LogRecord record) {
        found.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        ResourceLeakDetector.setLevel(before);
    }
}
