package io.weir.kernel.netlink;

/**
 * A BPF program at the ingress of an interface, among the filters of tc.
 *
 * @param interfaceIndex the interface
 * @param handle tells it from others of the same priority
 * @param priority 1 to 65,535; lower ones run first
 * @param name what whoever put it there calls it, often the program's file; may be empty
 * @param programId the number by which the kernel lists the program
 */
public record IngressClassifier(int interfaceIndex, int handle, int priority, String name, int programId) {}
