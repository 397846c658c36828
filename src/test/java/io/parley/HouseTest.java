package io.parley;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rooms and the arrows between them, exactly as the architecture has them. */
@AnalyzeClasses(packages = "io.parley", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("protocol", List.of()),
            Map.entry("ops", List.of()),
            Map.entry("redis", List.of("ops")),
            Map.entry("bus", List.of("protocol", "redis", "ops")),
            Map.entry("store", List.of("protocol", "redis", "ops")),
            Map.entry("gateway", List.of("bus", "protocol", "redis", "ops")),
            Map.entry("agent", List.of("bus", "protocol", "ops")),
            Map.entry("conversation", List.of("agent", "store", "bus", "protocol", "ops")),
            Map.entry("bridge", List.of("protocol", "ops")),
            Map.entry("console", List.of("bus", "ops")),
            Map.entry("client", List.of("protocol")));

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.parley.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOBODY_IMPORTS_THE_LAUNCHER = noClasses()
            .that(resideOutsideOfPackage("io.parley.launcher.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.parley.launcher..");

    @ArchTest
    static final ArchRule NOBODY_SLEEPS =
            noClasses().should().callMethod(Thread.class, "sleep", long.class).because("wait for the event");

    @ArchTest
    static final ArchRule NOBODY_AWAITS_ON_AN_EVENT_LOOP = noClasses()
            .that(resideOutsideOfPackage("io.parley.launcher.."))
            .should()
            .callMethod(Future.class, "await")
            .orShould()
            .callMethod(Future.class, "await", long.class, TimeUnit.class);

    @ArchTest
    static final ArchRule NOBODY_LEAVES_ITS_CONTEXT_WITH_A_TIME_OUT = noClasses()
            .should()
            .callMethod(Future.class, "timeout", long.class, TimeUnit.class)
            .because("what follows would run on a foreign thread: use io.parley.ops.InTime");

    @ArchTest
    static final ArchRule THE_BRIDGE_OF_BROWSERS_IS_BEHIND_ITS_DOOR = noClasses()
            .that()
            .haveNameNotMatching("io\\.parley\\.gateway\\.(Bridge.*|Gateway|Door)")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.parley\\.gateway\\.Bridge.*");

    @ArchTest
    static final ArchRule NO_INTERNALS_OF_VERTX =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..");

    @ArchTest
    static final ArchRule THE_PROTOCOL_KNOWS_NO_VERTX_BUT_BUFFER_AND_JSON = classes()
            .that()
            .resideInAPackage("io.parley.protocol..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "io.parley.protocol..",
                    "java..",
                    "com.fasterxml.jackson..",
                    "com.github.f4b6a3..",
                    "org.jspecify..",
                    "io.vertx.core.json..",
                    "io.vertx.core.buffer.."));

    @TestFactory
    Stream<DynamicTest> eachRoomImportsOnlyWhatItMay() {
        var house = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.parley");
        return ARROWS.entrySet().stream()
                .map(room -> DynamicTest.dynamicTest(
                        room.getKey(),
                        () -> arrows(room.getKey(), room.getValue()).check(house)));
    }

    private static ArchRule arrows(String room, List<String> mayImport) {
        String[] closed = ARROWS.keySet().stream()
                .filter(other -> !other.equals(room) && !mayImport.contains(other))
                .map(other -> "io.parley." + other + "..")
                .toArray(String[]::new);
        return noClasses()
                .that(resideInAnyPackage("io.parley." + room + ".."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(closed)
                .allowEmptyShould(true);
    }
}
