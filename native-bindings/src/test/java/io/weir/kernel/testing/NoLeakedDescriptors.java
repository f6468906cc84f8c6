package io.weir.kernel.testing;

import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.OpenDescriptors;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves a descriptor open. */
public final class NoLeakedDescriptors implements BeforeEachCallback, AfterEachCallback {
    private List<Fd> before = List.of();

    /** Instantiated by JUnit for a class; its tests run one after the other. */
    public NoLeakedDescriptors() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        before = OpenDescriptors.list();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (Fd fd : OpenDescriptors.list()) {
            // A thread of the test may be in the middle of a call with a descriptor of its own.
            if (!before.contains(fd)) {
                Await.until(fd + " is closed", () -> !fd.isOpen());
            }
        }
    }
}
