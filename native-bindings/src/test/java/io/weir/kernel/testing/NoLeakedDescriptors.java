package io.weir.kernel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.OpenDescriptors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves a descriptor open. */
public final class NoLeakedDescriptors implements AfterEachCallback {
    /** Instantiated by JUnit. */
    public NoLeakedDescriptors() {}

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        // A thread of the test may be in the middle of a call with a descriptor of its own.
        for (Fd fd : OpenDescriptors.list()) {
            Await.until(fd + " is closed", () -> !fd.isOpen());
        }
        assertThat(OpenDescriptors.list()).as("descriptors still open").isEmpty();
    }
}
