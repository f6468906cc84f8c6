package io.weir.l7.compress;

import io.netty.util.AsciiString;
import io.weir.l7.http.message.Fields;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What codings a client takes (RFC 9110, 12.5.3). Weights are in thousandths; {@link #UNSAID} where the client says
 * nothing.
 */
final class AcceptEncoding {
    private static final AsciiString NAME = AsciiString.cached("accept-encoding");
    private static final Pattern WEIGHT = Pattern.compile("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)");
    private static final int UNSAID = -1;
    private static final int FULL = 1000;

    private int brotli = UNSAID;
    private int gzip = UNSAID;
    private int identity = UNSAID;
    private int any = UNSAID;

    private AcceptEncoding() {}

    static AcceptEncoding of(Fields request) {
        AcceptEncoding accepts = new AcceptEncoding();
        for (int i = request.indexOf(NAME, 0); i >= 0; i = request.indexOf(NAME, i + 1)) {
            for (String member : request.value(i).toString().split(",", -1)) {
                accepts.take(member);
            }
        }
        return accepts;
    }

    private void take(String member) {
        int semicolon = member.indexOf(';');
        String coding = (semicolon < 0 ? member : member.substring(0, semicolon)).strip();
        int weight = semicolon < 0 ? FULL : weight(member.substring(semicolon + 1));
        switch (coding.toLowerCase(Locale.ROOT)) {
            case "br" -> brotli = weight;
            case "gzip", "x-gzip" -> gzip = weight;
            case "identity" -> identity = weight;
            case "*" -> any = weight;
            default -> {
                // Not one of ours.
            }
        }
    }

    /** The weight of {@code q=0.5}; 0, which is never chosen, for what is none. */
    private static int weight(String parameter) {
        String text = parameter.strip().toLowerCase(Locale.ROOT);
        if (!WEIGHT.matcher(text).matches()) {
            return 0;
        }
        String digits = (text.substring(2).replace(".", "") + "000").substring(0, 4);
        return Integer.parseInt(digits);
    }

    /** The coding the client likes best, brotli before gzip where it likes them the same; null to leave it as it is. */
    @Nullable Coding best(boolean brotliAvailable) {
        int forBrotli = brotliAvailable ? of(brotli) : 0;
        int forGzip = of(gzip);
        int best = Math.max(forBrotli, forGzip);
        if (best == 0 || best < identity) {
            return null;
        }
        return forBrotli == best ? Coding.BROTLI : Coding.GZIP;
    }

    private int of(int weight) {
        return weight == UNSAID ? Math.max(any, 0) : weight;
    }
}
