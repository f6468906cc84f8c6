package io.weir.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class HostStackTest {
    private static final long MARK = 0x1122_3344_5566_7788L;
    private static final String MAC = "02:00:00:00:00:02";

    /** An IPv4 header that says 10.9.0.1 to 10.9.0.2, UDP port 7000; checksum and lengths are filled in. */
    private static final String HEADERS =
            "020000000002" + "020000000001" + "0800" + "4500000000004000401100000a0900010a090002" + "10001b5800000000";

    private TestHost host;
    private TestHost other;
    private int index;
    private DatagramChannel receiver;

    @BeforeEach
    void makeHost() throws Exception {
        host = TestHost.create();
        other = TestHost.create();
        host.connect("v0", other, "v1");
        host.ip("link", "set", "v0", "address", MAC);
        host.ip("addr", "add", "10.9.0.2/24", "dev", "v0");
        index = host.call(() -> MapsTest.index("v0"));
        receiver = host.call(() -> {
            DatagramChannel channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(InetAddress.getByName("10.9.0.2"), 7000));
            channel.configureBlocking(false);
            return channel;
        });
    }

    @AfterEach
    void removeHost() throws Exception {
        receiver.close();
        other.close();
        host.close();
    }

    @Test
    void aProgramOfTheHostReceivesTheFrame() throws Exception {
        put(frame(32), 0);
        assertThat(received()).isEqualTo(32);
    }

    @Test
    void theLongestFrameArrivesAndALongerOneIsRefused() throws Exception {
        host.ip("link", "set", "v0", "mtu", "9000");
        put(frame(HostStack.MAX_FRAME - 42), 0);
        assertThat(received()).isEqualTo(HostStack.MAX_FRAME - 42);
        put(frame(HostStack.MAX_FRAME - 41), Errno.EMSGSIZE);
        put(new byte[13], Errno.EMSGSIZE);
    }

    @Test
    void aProgramByNativeXdpDoesNotSeeTheFrame() throws Exception {
        try (LoadedProgram drop =
                        LoadedProgram.load(Encodings.returning("drop", Program.Type.XDP, TestRun.XDP_DROP), List.of());
                BpfLink link = host.call(() -> BpfLink.xdp(index, drop, XdpMode.NATIVE))) {
            assertThat(link.toString()).startsWith("BPF link of program drop (descriptor ");
            put(frame(32), 0);
            assertThat(received()).isEqualTo(32);
        }
    }

    @Test
    void aProgramByGenericXdpKnowsTheFrameByItsMark() throws Exception {
        Program dropOthers = HostStack.passMarked(new Assembler("marked", Program.Type.XDP), MARK)
                .moveMap(Register.R1, "dropped")
                .store(Width.WORD, Register.R10, -4, 0)
                .move(Register.R2, Register.R10)
                .compute(Operation.ADD, Register.R2, -4)
                .call(Helper.MAP_LOOKUP_ELEM)
                .jumpIf(Register.R0, Condition.EQUAL, 0, "end")
                .move(Register.R1, 1)
                .atomicAdd(Width.DOUBLE, Register.R0, 0, Register.R1)
                .label("end")
                .move(Register.R0, TestRun.XDP_DROP)
                .exit()
                .assemble();
        try (PerCpuArray dropped = PerCpuArray.create("dropped", 1);
                LoadedProgram marked = LoadedProgram.load(dropOthers, List.of(dropped));
                BpfLink link = host.call(() -> BpfLink.xdp(index, marked, XdpMode.GENERIC))) {
            assertThat(link.toString()).startsWith("BPF link of program marked (descriptor ");
            put(frame(32), 0, MARK + 1);
            Await.until("a frame without the mark is dropped", () -> dropped.sum(0) > 0);
            long before = dropped.sum(0);
            put(frame(64), 0, MARK);
            assertThat(received()).isEqualTo(64);
            put(frame(HostStack.MAX_FRAME - 42), 0, MARK);
            assertThat(received()).isEqualTo(HostStack.MAX_FRAME - 42);
            assertThat(dropped.sum(0)).isBetween(before, before + 20);
        }
    }

    @Test
    void aMissingInterfaceOrQueueIsTold() throws Exception {
        try (HostStack stack = HostStack.open(MARK)) {
            MemorySegment memory = Arena.ofAuto().allocate(64);
            assertThat(host.call(() -> stack.put(memory, 0, 64, 99_999, 0))).isEqualTo(-Errno.ENODEV);
            assertThat(host.call(() -> stack.put(memory, 0, 64, index, 77))).isEqualTo(-Errno.EINVAL);
        }
    }

    private void put(byte[] frame, int errno) throws Exception {
        put(frame, errno, MARK);
    }

    private void put(byte[] frame, int errno, long mark) throws Exception {
        try (HostStack stack = HostStack.open(mark)) {
            MemorySegment memory = Arena.ofAuto().allocate(frame.length);
            memory.copyFrom(MemorySegment.ofArray(frame));
            assertThat(host.call(() -> stack.put(memory, 0, frame.length, index, 0)))
                    .isEqualTo(-errno);
        }
    }

    /** Bytes of the datagram that arrives. */
    private int received() throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(9000);
        Await.until("a datagram", () -> receiver.receive(buffer) != null);
        return buffer.position();
    }

    private static byte[] frame(int payload) {
        ByteBuffer frame = ByteBuffer.allocate(42 + payload).put(HexFormat.of().parseHex(HEADERS));
        frame.putShort(16, (short) (28 + payload));
        frame.putShort(38, (short) (8 + payload));
        int sum = 0;
        for (int i = 14; i < 34; i += 2) {
            sum += Short.toUnsignedInt(frame.getShort(i));
        }
        frame.putShort(24, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return frame.array();
    }
}
