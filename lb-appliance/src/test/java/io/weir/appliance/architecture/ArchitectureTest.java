package io.weir.appliance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.weir.core.control.SnapshotPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which module may know which, and what may be called where. */
class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.weir");

    @Test
    void nativeBindingsKnowTheJdkOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.weir.kernel..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.weir.kernel..", "java..", "org.jspecify..")
                .check(PRODUCT);
    }

    @Test
    void theCoreKnowsTheJdkAndTheYamlReaderOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.weir.core..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.weir.core..", "java..", "javax..", "org.jspecify..", "tools.jackson..", "org.snakeyaml..")
                .check(PRODUCT);
    }

    @Test
    void theProxyAndTheAddressesDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.weir.l7..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.weir.arp..")
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAPackage("io.weir.arp..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.weir.l7..")
                .check(PRODUCT);
    }

    @Test
    void nothingKnowsTheAppliance() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.weir.appliance..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.weir.appliance..")
                .check(PRODUCT);
    }

    @Test
    void nettyIsUsedInTheProxyOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.weir.l7..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(PRODUCT);
    }

    @Test
    void theKernelIsCalledFromOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.weir.kernel.sys..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.foreign\\.(Linker|SymbolLookup)(\\$.*)?")
                .check(PRODUCT);
    }

    @Test
    void onlyTheControlPlanePublishesSnapshots() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.weir.core.control..")
                .should()
                .callMethodWhere(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "writes a snapshot",
                        call -> call.getTargetOwner().isEquivalentTo(SnapshotPublisher.class)
                                && !call.getTarget().getName().equals("current")))
                .check(PRODUCT);
    }

    @Test
    void commandsLoadNeitherProxyNorSocketLibrary() {
        classes()
                .that()
                .resideInAPackage("io.weir.appliance.cli..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.weir.appliance",
                        "io.weir.appliance.cli..",
                        "io.weir.core..",
                        // Text only, and wanted where no daemon runs.
                        "io.weir.arp.guide..",
                        "java..",
                        "picocli..",
                        "tools.jackson.core..",
                        "org.jspecify..")
                .check(PRODUCT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "core", "arp", "l7", "appliance"})
    void packagesOfAModuleHaveNoCycles(String module) {
        slices().matching("io.weir." + module + ".(**)")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
    }
}
