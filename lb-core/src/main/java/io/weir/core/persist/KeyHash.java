package io.weir.core.persist;

import io.weir.core.schedule.Hashing;

/**
 * The hash of an address in one table.
 *
 * @param seed secret and random, so that nobody can choose addresses that collide
 */
record KeyHash(long seed) {
    long of(long high, long low) {
        return Hashing.address(high ^ seed, low);
    }
}
