package io.weir.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One small TCP segment from clients, engine included, with 100,000 connections. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketsToServersBenchmark {
    /** The mode of the service. */
    @Param({"DR", "NAT", "SNAT"})
    public String mode = "NAT";

    private PacketPath path;

    /** Opens the connections. */
    @Setup
    public void open() {
        path = new PacketPath(mode);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        path.close();
    }

    /** Packets wait. Not measured. */
    @Setup(Level.Invocation)
    public void arrive() {
        path.arriveFromClients();
    }

    /** One packet of a batch. */
    @Benchmark
    @OperationsPerInvocation(PacketPath.BATCH)
    public void packet() {
        path.turn();
    }

    /** They were sent. Not measured. */
    @TearDown(Level.Invocation)
    public void leave() {
        path.leave();
    }
}
