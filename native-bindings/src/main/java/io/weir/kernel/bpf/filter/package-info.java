/** The program that tells what is ours from what is the host's, as a filter at tc and in front of XDP sockets. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.bpf.filter;
