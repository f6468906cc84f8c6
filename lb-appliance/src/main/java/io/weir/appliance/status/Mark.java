package io.weir.appliance.status;

import io.weir.core.control.ServiceState;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;

/** A state by shape, word and colour; each alone is enough to tell it. */
enum Mark {
    UP("▲ up", Style.Tone.GOOD),
    GOING_UP("△ going-up", Style.Tone.WARN),
    GOING_DOWN("▽ going-down", Style.Tone.WARN),
    DOWN("▼ down", Style.Tone.BAD),
    DEGRADED("◆ degraded", Style.Tone.WARN),
    FALLBACK("◇ fallback", Style.Tone.BAD),
    DRAINING("◐ draining", Style.Tone.WARN),
    HALTED("■ halted", Style.Tone.WARN),
    UNCHECKED("○ unchecked", Style.Tone.QUIET),
    DISABLED("○ disabled", Style.Tone.QUIET);

    private final String text;
    private final Style.Tone tone;

    Mark(String text, Style.Tone tone) {
        this.text = text;
        this.tone = tone;
    }

    String text() {
        return text;
    }

    Style.Tone tone() {
        return tone;
    }

    static Mark of(ServiceState state) {
        return switch (state) {
            case UP -> UP;
            case DEGRADED -> DEGRADED;
            case FALLBACK -> FALLBACK;
            case DOWN -> DOWN;
            case DISABLED -> DISABLED;
        };
    }

    /** The operator's word stands before the checks': a halted server is not checked at all. */
    static Mark of(AdminState admin, Health health) {
        return switch (admin) {
            case HALTED -> HALTED;
            case DRAINING -> DRAINING;
            case ONLINE ->
                switch (health) {
                    case UP -> UP;
                    case GOING_UP -> GOING_UP;
                    case GOING_DOWN -> GOING_DOWN;
                    case DOWN -> DOWN;
                    case UNCHECKED -> UNCHECKED;
                };
        };
    }
}
