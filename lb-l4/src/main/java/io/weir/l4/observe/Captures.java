package io.weir.l4.observe;

import io.weir.core.service.VirtualService;
import io.weir.kernel.io.FrameSelector;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PcapPacketIo;
import io.weir.kernel.io.PcapRecording;
import io.weir.l4.forward.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records frames to pcap files, one for each worker; one capture at a time. It ends at its limits by itself. While there
 * is none, the packet path pays for one branch per batch.
 */
public final class Captures implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.l4");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** Most bytes of one capture, over all workers. */
    private static final long MOST_BYTES = 256L << 20;
    /** Bytes of a frame that are kept: all of an ordinary one, the headers and the start of a super-frame. */
    private static final int SNAP_LENGTH = 2048;

    private static final int RING_BYTES = 1 << 20;
    private static final long LOOK_MILLIS = 100;

    private final Supplier<List<PacketIo>> engines;
    private @Nullable Running running;
    private @Nullable CaptureState last;

    Captures(Supplier<List<PacketIo>> engines) {
        this.engines = engines;
    }

    private record Running(
            String what, Instant started, CaptureBudget budget, List<PcapRecording> recordings, Thread watch) {}

    /** Begins one. Refused while another runs, and before there is a layer 4 service. */
    public synchronized CaptureState start(CaptureRequest request) throws IOException {
        if (running != null) {
            throw new IOException("a capture of " + running.what() + " is running; end it first: weir capture stop");
        }
        int count = engines.get().size();
        if (count == 0) {
            throw new IOException("there is nothing to record: no layer 4 service is configured");
        }
        VirtualService service = request.service();
        String what = service == null ? "drop " + DropReason.name(request.drop()) : "service " + service.name();
        Instant now = InstantSource.system().instant();
        Files.createDirectories(
                request.folder(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        CaptureBudget budget = new CaptureBudget(request.frames(), MOST_BYTES);
        List<PcapRecording> recordings = new ArrayList<>();
        try {
            for (int worker = 0; worker < count; worker++) {
                FrameSelector selector = service == null
                        ? new DropSelector(request.drop(), budget)
                        : new ServiceSelector(service, budget);
                String name = TIME.format(now) + "-" + what.replace(' ', '-') + "-worker" + worker + ".pcap";
                Path file = Files.createFile(
                        request.folder().resolve(name),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                recordings.add(PcapRecording.start(file, selector, SNAP_LENGTH, RING_BYTES));
            }
        } catch (IOException e) {
            String problem = end(recordings);
            throw new IOException("a capture cannot be written: " + e + (problem == null ? "" : "; " + problem), e);
        }
        long deadline = System.nanoTime() + request.time().toNanos();
        Thread watch = Thread.ofPlatform().name("weir-capture").daemon().unstarted(() -> watch(deadline));
        running = new Running(what, now, budget, List.copyOf(recordings), watch);
        attach(running.recordings());
        watch.start();
        LOG.log(System.Logger.Level.INFO, "capture of " + what + " to " + request.folder());
        return state(running, true, null);
    }

    private void attach(List<PcapRecording> recordings) {
        List<PacketIo> now = engines.get();
        for (int i = 0; i < now.size() && i < recordings.size(); i++) {
            if (now.get(i) instanceof PcapPacketIo engine) {
                engine.record(recordings.get(i));
            }
        }
    }

    private void watch(long deadline) {
        try {
            while (look(deadline)) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean look(long deadline) {
        Running current = running;
        if (current == null || !current.watch().equals(Thread.currentThread())) {
            return false;
        }
        if (current.budget().isSpent() || System.nanoTime() - deadline > 0) {
            finish(current);
            return false;
        }
        // Engines are other ones when a reload has opened other links.
        attach(current.recordings());
        return true;
    }

    /** Ends the running one; the state then, or empty when none was running. */
    public synchronized Optional<CaptureState> stop() {
        return running == null ? Optional.empty() : Optional.of(finish(running));
    }

    private CaptureState finish(Running current) {
        running = null;
        for (PacketIo engine : engines.get()) {
            if (engine instanceof PcapPacketIo pcap) {
                pcap.record(null);
            }
        }
        String problem = end(current.recordings());
        CaptureState ended = state(current, false, problem);
        last = ended;
        LOG.log(
                System.Logger.Level.INFO,
                "capture of " + current.what() + " has ended with " + ended.recorded() + " frames"
                        + (problem == null ? "" : ": " + problem));
        return ended;
    }

    /** Closes the files and removes those without a frame. */
    private static @Nullable String end(List<PcapRecording> recordings) {
        String problem = null;
        for (PcapRecording recording : recordings) {
            try {
                recording.close();
                if (recording.recorded() == 0) {
                    Files.deleteIfExists(recording.file());
                }
            } catch (IOException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
        return problem;
    }

    private static CaptureState state(Running of, boolean runs, @Nullable String problem) {
        return new CaptureState(
                runs,
                of.what(),
                of.started(),
                of.recordings().stream().mapToLong(PcapRecording::recorded).sum(),
                of.recordings().stream().mapToLong(PcapRecording::lost).sum(),
                of.recordings().stream()
                        .filter(recording -> runs || recording.recorded() > 0)
                        .map(PcapRecording::file)
                        .toList(),
                problem);
    }

    /** The running one, else the last one of this daemon. */
    public synchronized Optional<CaptureState> state() {
        return running != null ? Optional.of(state(running, true, null)) : Optional.ofNullable(last);
    }

    @Override
    public void close() {
        Optional<CaptureState> ignored = stop();
    }
}
