package io.weir.kernel.bpf.filter;

import java.net.InetAddress;

/** One step from rules to others, which the kernel makes at one moment. */
sealed interface Change {
    /** The way back. */
    Change undo();

    /**
     * Flags of an address; 0 stands for no entry.
     *
     * @param address whose
     * @param before {@link AddressFlags}
     * @param after {@link AddressFlags}
     */
    record OfAddress(InetAddress address, int before, int after) implements Change {
        @Override
        public Change undo() {
            return new OfAddress(address, after, before);
        }
    }

    /**
     * A tuple that comes or goes.
     *
     * @param tuple which
     * @param added whether it comes
     */
    record OfTuple(Tuple tuple, boolean added) implements Change {
        @Override
        public Change undo() {
            return new OfTuple(tuple, !added);
        }
    }
}
