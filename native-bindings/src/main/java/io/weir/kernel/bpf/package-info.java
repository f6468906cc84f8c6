/** Programs that the kernel runs (eBPF): written, listed, loaded, attached and tried, and the maps they share with us. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.bpf;
