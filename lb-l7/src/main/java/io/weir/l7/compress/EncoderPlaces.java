package io.weir.l7.compress;

import io.netty.util.concurrent.FastThreadLocal;

/** Bounds what encoders hold on one event loop: slow clients could keep any number of them otherwise. */
final class EncoderPlaces {
    /** Places of a loop, about 256 KiB each: 128 MiB. */
    static final int MOST = 512;

    private static final FastThreadLocal<EncoderPlaces> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected EncoderPlaces initialValue() {
            return new EncoderPlaces();
        }
    };

    private int taken;

    private EncoderPlaces() {}

    /** Those of the event loop that asks. */
    static EncoderPlaces ofThisLoop() {
        return OF_LOOP.get();
    }

    /** Takes places; false where too few are left. */
    boolean take(int count) {
        if (taken + count > MOST) {
            return false;
        }
        taken += count;
        return true;
    }

    void release(int count) {
        taken -= count;
    }
}
