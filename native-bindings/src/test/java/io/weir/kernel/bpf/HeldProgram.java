package io.weir.kernel.bpf;

import java.util.List;

/** A process that has a program attached until it is killed, in the network namespace it is started in. */
final class HeldProgram {
    private HeldProgram() {}

    /**
     * Prints a line once the program is there.
     *
     * @param arguments how it is attached, and the index of an interface
     */
    @SuppressWarnings("SystemOut") // What the test waits for.
    public static void main(String[] arguments) throws Exception {
        int index = Integer.parseInt(arguments[1]);
        LoadedProgram xdp = load("held", Program.Type.XDP, TestRun.XDP_PASS);
        LoadedProgram tc = load("held", Program.Type.SCHED_CLS, TestRun.TC_ACT_UNSPEC);
        Attachment attachment = switch (arguments[0]) {
            case "xdp" -> BpfLink.xdp(index, xdp, XdpMode.NATIVE);
            case "tcx" -> BpfLink.tcxIngress(index, tc);
            case "netlink" -> NetlinkXdp.attach(index, xdp, XdpMode.GENERIC);
            default -> ClsactFilter.attach(index, tc);
        };
        System.out.println("attached");
        System.out.flush();
        try (attachment) {
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static LoadedProgram load(String name, Program.Type type, int verdict) throws Exception {
        return LoadedProgram.load(Encodings.returning(name, type, verdict), List.of());
    }
}
