package io.weir.kernel.bpf.filter;

import io.weir.kernel.filter.FilterRules;
import java.net.InetAddress;
import java.util.Set;

/** A process that filters until it is killed, in the network namespace it is started in. */
final class HeldTcFilter {
    private HeldTcFilter() {}

    /**
     * Prints a line once the filter is there.
     *
     * @param arguments the name of a link, and whether by TCX
     */
    @SuppressWarnings("SystemOut") // What the test waits for.
    public static void main(String[] arguments) throws Exception {
        try (TcIngressFilter filter = TcIngressFilter.open(Boolean.parseBoolean(arguments[1]))) {
            filter.addLink(arguments[0]);
            filter.replace(new FilterRules(Set.of(InetAddress.getByName("192.0.2.77")), Set.of(), Set.of(), Set.of()));
            System.out.println("filtering");
            System.out.flush();
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
