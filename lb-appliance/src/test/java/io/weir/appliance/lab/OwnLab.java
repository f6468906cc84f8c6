package io.weir.appliance.lab;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * For nested classes that each have a lab of their own: they may run beside each other, but the tests of one class follow
 * one another.
 */
public final class OwnLab implements ResourceLocksProvider {
    @Override
    public Set<Lock> provideForNestedClass(List<Class<?>> enclosing, Class<?> testClass) {
        return Set.of(new Lock(testClass.getName()));
    }
}
