package io.weir.appliance.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LineHandlerTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void eachEventIsOneLineWithTimeAndLevel() {
        LineHandler handler = new LineHandler(out);
        handler.publish(record(Level.INFO, "server IIS_VIP/IIS1 up -> going-down: L4CON connection refused"));
        handler.publish(record(Level.WARNING, "service IIS_VIP up -> degraded"));
        handler.publish(record(Level.SEVERE, "lost"));
        handler.close();
        assertThat(text()).isEqualTo("""
                        2026-01-01T00:00:00.000Z INFO  server IIS_VIP/IIS1 up -> going-down: L4CON connection refused
                        2026-01-01T00:00:00.000Z WARN  service IIS_VIP up -> degraded
                        2026-01-01T00:00:00.000Z ERROR lost
                        """);
    }

    @Test
    void aLineBreakInAMessageCannotForgeALine() {
        LineHandler handler = new LineHandler(out);
        handler.publish(record(Level.INFO, "client said x\n2026-01-01T00:00:00.000Z ERROR forged\r"));
        handler.close();
        assertThat(text().lines().skip(1)).allSatisfy(line -> assertThat(line).startsWith("    "));
        assertThat(text()).doesNotContain("\r");
    }

    @Test
    void aStackTraceIsIndentedBelowItsLine() {
        LineHandler handler = new LineHandler(out);
        LogRecord record = record(Level.SEVERE, "failed");
        record.setThrown(new IllegalStateException("because"));
        handler.publish(record);
        handler.close();
        assertThat(text().lines().toList())
                .hasSizeGreaterThan(2)
                .startsWith("2026-01-01T00:00:00.000Z ERROR failed", "    java.lang.IllegalStateException: because");
        assertThat(text().lines().skip(1)).allSatisfy(line -> assertThat(line).startsWith("    "));
    }

    @Test
    void whoLogsNeverWaitsForASlowReaderAndLossesAreCounted() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("lines are written whole");
            }

            @Override
            public void write(byte[] bytes) {
                try {
                    reading.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                out.writeBytes(bytes);
            }
        };
        LineHandler handler = new LineHandler(slow, 4);
        for (int i = 0; i < 100; i++) {
            handler.publish(record(Level.INFO, "line " + i));
        }
        reading.countDown();
        handler.close();
        assertThat(text()).contains("line 0").containsPattern("9[45] log lines were dropped");
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static LogRecord record(Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setInstant(Instant.parse("2026-01-01T00:00:00Z"));
        return record;
    }
}
