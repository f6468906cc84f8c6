package io.weir.kernel.nftables;

import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.sys.PortSet;
import java.net.InetAddress;
import java.util.Set;

/** A process that filters until it is killed, in the network namespace it is started in. */
final class HeldFilter {
    private HeldFilter() {}

    /**
     * Prints a line once the filter is there.
     *
     * @param arguments the name of a link
     */
    @SuppressWarnings("SystemOut") // What the test waits for.
    public static void main(String[] arguments) throws Exception {
        try (NftIngressFilter filter = NftIngressFilter.open()) {
            filter.addLink(arguments[0]);
            filter.replace(new FilterRules(
                    Set.of(InetAddress.getByName("192.0.2.77")),
                    Set.of(),
                    Set.of(),
                    Set.of(new FilterRules.Translated(InetAddress.getByName("192.0.2.10"), PortSet.of(10, 20)))));
            System.out.println("filtering");
            System.out.flush();
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
