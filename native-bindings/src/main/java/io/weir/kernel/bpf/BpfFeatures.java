package io.weir.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.weir.kernel.sys.BpfCall;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.Sysctl;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of BPF this kernel lets this process use, found out by trying. Nothing is attached and nothing stays; no frame
 * reaches the host.
 */
public final class BpfFeatures {
    private static final Program.Type XDP = Program.Type.XDP;

    private final Map<BpfFeature, String> missing;

    private BpfFeatures(Map<BpfFeature, String> missing) {
        this.missing = missing;
    }

    /** Tries everything; takes a few milliseconds. */
    public static BpfFeatures probe() {
        Map<BpfFeature, String> missing = new EnumMap<>(BpfFeature.class);
        String release = release();
        for (BpfFeature feature : BpfFeature.values()) {
            if (missing.containsKey(BpfFeature.BPF)) {
                missing.put(feature, missing.get(BpfFeature.BPF));
                continue;
            }
            try {
                attempt(feature);
            } catch (ErrnoException e) {
                missing.put(feature, sentence(feature, release, e.errno()));
            }
        }
        return new BpfFeatures(missing);
    }

    /** As if it were missing, to try what is done in its place. */
    BpfFeatures without(BpfFeature feature) {
        Map<BpfFeature, String> more = new EnumMap<>(BpfFeature.class);
        more.putAll(missing);
        more.put(feature, "left out");
        return new BpfFeatures(more);
    }

    /** Whether it can be used. */
    public boolean has(BpfFeature feature) {
        return !missing.containsKey(feature);
    }

    /** Why it cannot be used, a sentence for people with the feature and the kernel that has it; empty if it can. */
    public Optional<String> missing(BpfFeature feature) {
        return Optional.ofNullable(missing.get(feature));
    }

    static String sentence(BpfFeature feature, String release, int errno) {
        String refused = Errno.name(errno) + " (" + Errno.text(errno) + ")";
        return errno == Errno.EPERM
                ? "loading BPF programs is refused, " + refused + ": " + Refusal.ofPermission()
                : feature.missing(release, refused);
    }

    private static void attempt(BpfFeature feature) throws ErrnoException {
        switch (feature) {
            case BPF -> {
                map(MapKind.ARRAY, Integer.BYTES);
                LoadedProgram.load(returning(XDP, TestRun.XDP_PASS), List.of()).close();
            }
            case LRU_HASH -> map(MapKind.LRU_HASH, Integer.BYTES);
            case LPM_TRIE -> map(MapKind.LPM_TRIE, 2 * Integer.BYTES);
            case DEVICE_MAP -> map(MapKind.DEVMAP, Integer.BYTES);
            case SOCKET_MAP -> map(MapKind.XSKMAP, Integer.BYTES);
            case XDP_FRAGS ->
                LoadedProgram.load(returning(XDP, TestRun.XDP_PASS).withFrags(), List.of())
                        .close();
            case XDP_LINK -> link();
            case TCX -> tcx();
            case LIVE_FRAMES -> liveFrame();
        }
    }

    private static void map(MapKind kind, int keyBytes) throws ErrnoException {
        BpfMap.make(new MapShape("weir_probe", kind, keyBytes, Integer.BYTES, 1))
                .close();
    }

    private static Program returning(Program.Type type, int verdict) {
        return new Assembler("weir_probe", type)
                .move(Register.R0, verdict)
                .exit()
                .assemble();
    }

    /** A kernel with links for XDP finds out that the descriptor is none; one without, that it knows no such links. */
    private static void link() throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(LinkCreateAttr.LAYOUT);
            LinkCreateAttr.set(attr, Fd.borrow(Integer.MAX_VALUE, "no descriptor"), 0, LinuxBpf.BPF_XDP, 0);
            int result = BpfCall.bpf(LinuxBpf.BPF_LINK_CREATE, attr);
            if (result != -Errno.EBADF) {
                throw new ErrnoException("try a link for XDP", -result);
            }
        }
    }

    /** A kernel with TCX finds out that there is no such interface. */
    private static void tcx() throws ErrnoException {
        try (LoadedProgram program =
                LoadedProgram.load(returning(Program.Type.SCHED_CLS, TestRun.TC_ACT_UNSPEC), List.of())) {
            BpfLink.tcxIngress(Integer.MAX_VALUE, program).close();
        } catch (ErrnoException e) {
            if (e.errno() != Errno.ENODEV) {
                throw e;
            }
        }
    }

    /** One that is dropped. */
    private static void liveFrame() throws ErrnoException {
        try (LoadedProgram program = LoadedProgram.load(returning(XDP, TestRun.XDP_DROP), List.of());
                Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(TestRunAttr.LAYOUT);
            TestRunAttr.set(attr, program.fd(), 1, LinuxBpf.BPF_F_TEST_XDP_LIVE_FRAMES);
            MemorySegment frame = arena.allocate(JAVA_BYTE, 64);
            TestRunAttr.data(attr, frame.address(), (int) frame.byteSize());
            TestRunAttr.batch(attr, 1);
            Errno.check(BpfCall.bpf(LinuxBpf.BPF_PROG_TEST_RUN, attr), "try a live frame");
        }
    }

    private static String release() {
        try {
            return Sysctl.read("kernel.osrelease");
        } catch (IOException e) {
            return "of unknown version";
        }
    }
}
