package io.weir.l7.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.control.ApplyException;
import io.weir.core.service.Configuration;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TransportChoiceTest {
    @Test
    void automaticChoiceSaysWhatAndWhy() throws Exception {
        TransportChoice choice = TransportChoice.of(Configuration.Transport.AUTO);
        assertThat(choice.transport().kind()).isNotEqualTo(Configuration.Transport.AUTO);
        assertThat(choice.reason()).startsWith("the fastest");
    }

    @Test
    void innermostMessageIsTheReason() {
        Throwable cause = new IllegalStateException(
                "failed to load", new IOException("io_uring_setup: Operation not permitted\nsecond line"));
        assertThat(TransportChoice.words(cause)).isEqualTo("io_uring_setup: Operation not permitted");
        assertThat(TransportChoice.words(new NullPointerException())).isEqualTo("NullPointerException");
    }

    /** Asks for io_uring and epoll, then for auto, in a process where Netty may load no native library. */
    public static final class WithoutNatives {
        private WithoutNatives() {}

        /** Prints what each wish leads to. */
        public static void main(String[] args) throws ApplyException {
            for (Configuration.Transport wish :
                    List.of(Configuration.Transport.IO_URING, Configuration.Transport.EPOLL)) {
                assertThatThrownBy(() -> TransportChoice.of(wish))
                        .isInstanceOf(ApplyException.class)
                        .hasMessageStartingWith("l7.transport: " + wish.key() + " does not work on this machine: ")
                        .hasMessageEndingWith("; use auto, which picks one that works");
            }
            TransportChoice choice = TransportChoice.of(Configuration.Transport.AUTO);
            System.out.println(choice.transport().kind() + " " + choice.reason());
        }
    }

    @Test
    @Timeout(60)
    void transportThatDoesNotWorkIsRefusedWithItsReasonAndAutoTakesAnother() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Dio.netty.transport.noNative=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutNatives.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("NIO the fastest that works here; io-uring: ");
    }

    @Test
    void bindFailuresSayWhatToDo() {
        assertThat(BindFailure.words(
                        "service web", "192.0.2.1", 443, new IOException("bind(..) failed: Permission denied")))
                .isEqualTo("service web: port 443 of 192.0.2.1 may not be opened by this user;"
                        + " ports below 1024 need root or CAP_NET_BIND_SERVICE");
        assertThat(BindFailure.words("service web", "192.0.2.1", 443, new IOException("odd")))
                .isEqualTo("service web: cannot listen on port 443 of 192.0.2.1: odd");
    }
}
