/** Programs for the kernel's BPF machine, their maps, and where they are attached, by bpf(2) and netlink alone. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.bpf;
