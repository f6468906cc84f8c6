package io.weir.appliance.alert;

import io.weir.appliance.Amount;
import io.weir.core.control.Event;
import io.weir.core.service.Alerts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A digest as a mail: a head by RFC 5322, and a body that any reader shows as it is. */
final class MailText {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss '+0000'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int SUBJECT = 150;

    private MailText() {}

    /**
     * The whole mail.
     *
     * @param dropped how many events came that are not listed
     */
    static String of(Alerts.Smtp smtp, String node, List<Event> events, int dropped, Instant now, String id) {
        StringBuilder body = new StringBuilder();
        for (Event event : events) {
            body.append(TIME.format(event.at()))
                    .append("  ")
                    .append(event.text())
                    .append("\r\n");
        }
        if (dropped > 0) {
            body.append("and ").append(Amount.of(dropped, "more event")).append(", see the log\r\n");
        }
        body.append("\r\n-- \r\nWeir on ").append(node).append("; more: weir status\r\n");
        String domain = smtp.from().substring(smtp.from().indexOf('@') + 1);
        return "Date: " + DATE.format(now) + "\r\n"
                + "From: Weir <" + smtp.from() + ">\r\n"
                + "To: " + String.join(",\r\n ", smtp.to()) + "\r\n"
                + "Subject: " + subject(node, events, dropped) + "\r\n"
                + "Message-ID: <" + id + "@" + domain + ">\r\n"
                + "Auto-Submitted: auto-generated\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "\r\n"
                + Base64.getMimeEncoder().encodeToString(body.toString().getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    private static String subject(String node, List<Event> events, int dropped) {
        String first = events.isEmpty() ? "" : events.getFirst().text();
        int others = events.size() - 1 + dropped;
        String text = "[" + node + "] " + first;
        String shown = text.length() > SUBJECT ? text.substring(0, SUBJECT) + "..." : text;
        // Names and reasons are ASCII but for what a server said.
        return shown.replaceAll("[^ -~]", "?") + (others > 0 ? " and " + Amount.of(others, "other event") : "");
    }
}
