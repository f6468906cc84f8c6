package io.weir.l7.accesslog;

import io.weir.core.service.Layer7;
import io.weir.l7.http.exchange.ClientInfo;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes lines of the access log. Used by one thread. */
final class AccessFormat {
    private static final DateTimeFormatter ISO_SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private final DateTimeFormatter common;
    private long isoSecond = Long.MIN_VALUE;
    private String iso = "";
    private long commonSecond = Long.MIN_VALUE;
    private String commonText = "";

    /** Of times in the combined format. */
    AccessFormat(ZoneId zone) {
        common = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.ROOT)
                .withZone(zone);
    }

    /** Appends one line. */
    void write(Layer7.AccessLog form, Access access, LineBuffer to) {
        if (form == Layer7.AccessLog.COMBINED) {
            combined(access, to);
        } else {
            json(access, to);
        }
        to.add('\n');
    }

    private void json(Access access, LineBuffer to) {
        to.raw("{\"time\":\"").raw(isoTime(access.timeMillis())).add('"');
        text(to, "service", access.service());
        text(to, "server", access.server());
        text(to, "client", access.client().toString());
        to.raw(",\"client_port\":").number(access.clientPort());
        Access.Request request = access.request();
        if (request != null) {
            text(to, "method", request.method());
            text(to, "host", request.host());
            text(to, "path", request.target());
            text(to, "protocol", request.protocol());
            to.raw(",\"status\":").number(request.status());
        }
        to.raw(",\"bytes_in\":").number(access.bytesIn());
        to.raw(",\"bytes_out\":").number(access.bytesOut());
        duration(to, "queue_ms", access.timing().queue());
        duration(to, "connect_ms", access.timing().connect());
        duration(to, "first_byte_ms", access.timing().firstByte());
        duration(to, "total_ms", access.timing().total());
        if (request != null) {
            to.raw(",\"retries\":").number(request.retries());
            to.raw(",\"persisted\":").raw(request.persisted() ? "true" : "false");
        }
        text(to, "end", access.reason().key());
        text(to, "detail", access.detail());
        ClientInfo.Handshake tls = access.tls();
        if (tls != null) {
            text(to, "tls", tls.version());
            text(to, "cipher", tls.cipher());
        }
        if (request != null) {
            text(to, "user_agent", request.userAgent());
            text(to, "referer", request.referer());
        }
        to.add('}');
    }

    private static void text(LineBuffer to, String name, @Nullable CharSequence value) {
        if (value != null) {
            to.raw(",\"").raw(name).raw("\":\"").json(value).add('"');
        }
    }

    private static void duration(LineBuffer to, String name, long nanos) {
        if (nanos >= 0) {
            to.raw(",\"").raw(name).raw("\":").millis(nanos);
        }
    }

    /** {@code client - - [time] "method target protocol" status bytes "referer" "user agent"}. */
    private void combined(Access access, LineBuffer to) {
        to.raw(access.client().toString())
                .raw(" - - [")
                .raw(commonTime(access.timeMillis()))
                .raw("] \"");
        Access.Request request = access.request();
        if (request == null) {
            to.raw("TCP ").quoted(access.service()).raw(" -\" - ");
        } else {
            to.quoted(request.method()).add(' ').quoted(request.target()).add(' ');
            to.quoted(request.protocol()).raw("\" ").number(request.status()).add(' ');
        }
        if (access.bytesOut() == 0) {
            to.add('-');
        } else {
            to.number(access.bytesOut());
        }
        field(to, request == null ? null : request.referer());
        field(to, request == null ? null : request.userAgent());
    }

    private static void field(LineBuffer to, @Nullable CharSequence value) {
        to.raw(" \"");
        if (value == null || value.isEmpty()) {
            to.add('-');
        } else {
            to.quoted(value);
        }
        to.add('"');
    }

    private String isoTime(long millis) {
        long second = Math.floorDiv(millis, 1000L);
        if (second != isoSecond) {
            isoSecond = second;
            iso = ISO_SECOND.format(Instant.ofEpochSecond(second));
        }
        int rest = (int) Math.floorMod(millis, 1000L);
        return iso + '.' + (char) ('0' + rest / 100) + (char) ('0' + rest / 10 % 10) + (char) ('0' + rest % 10) + 'Z';
    }

    private String commonTime(long millis) {
        long second = Math.floorDiv(millis, 1000L);
        if (second != commonSecond) {
            commonSecond = second;
            commonText = common.format(Instant.ofEpochSecond(second));
        }
        return commonText;
    }
}
