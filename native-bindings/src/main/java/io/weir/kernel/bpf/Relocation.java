package io.weir.kernel.bpf;

/**
 * A place where the loader writes the descriptor of a map into a program.
 *
 * @param instruction index of the first of the two instructions that load the map, from 0; the descriptor is its
 *     constant
 * @param map the map's name
 */
public record Relocation(int instruction, String map) {}
