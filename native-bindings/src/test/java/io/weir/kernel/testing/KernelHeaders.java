package io.weir.kernel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What src/test/c/kernel-headers.c printed, to hold classes against. */
public final class KernelHeaders {
    private static final Map<String, Long> NUMBERS = read();

    private KernelHeaders() {}

    /** The layout has the size of the C struct, and each field its offset. */
    public static void assertLayout(String struct, StructLayout layout) {
        assertThat(layout.byteSize()).as(struct).isEqualTo(number(struct));
        assertOffsets(struct, layout);
    }

    /** Each field has its offset in a C struct or union of which the layout may be the beginning. */
    public static void assertOffsets(String struct, StructLayout layout) {
        for (MemoryLayout member : layout.memberLayouts()) {
            member.name()
                    .ifPresent(name -> assertThat(layout.byteOffset(PathElement.groupElement(name)))
                            .as(struct + "." + name)
                            .isEqualTo(number(struct + "." + name)));
        }
    }

    /** Every int and short constant of the class has the value of the C constant with its name. */
    public static void assertConstants(Class<?> constants, String... ownNames) throws IllegalAccessException {
        for (Field field : constants.getDeclaredFields()) {
            boolean number = field.getType() == int.class || field.getType() == short.class;
            boolean own = List.of(ownNames).contains(field.getName());
            if (Modifier.isStatic(field.getModifiers()) && number && !own) {
                field.setAccessible(true);
                assertThat(((Number) field.get(null)).longValue())
                        .as(field.getName())
                        .isEqualTo(number(field.getName()));
            }
        }
    }

    /** The number of this name. */
    public static long number(String name) {
        Long number = NUMBERS.get(name);
        if (number == null) {
            throw new AssertionError("kernel-headers.c does not print " + name);
        }
        return number;
    }

    private static Map<String, Long> read() {
        try (InputStream in = KernelHeaders.class.getResourceAsStream("kernel-headers.txt")) {
            if (in == null) {
                throw new AssertionError("kernel-headers.txt is missing");
            }
            Map<String, Long> numbers = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(line -> {
                int space = line.indexOf(' ');
                numbers.put(line.substring(0, space), Long.valueOf(line.substring(space + 1)));
            });
            return numbers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
