package io.weir.kernel.bpf;

/**
 * A place where a program names a map: the first of the two instructions that load its address.
 *
 * @param instruction its index in the program, from 0
 * @param map the map's name
 */
public record Relocation(int instruction, String map) {}
