package io.nn2fpga.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds "Modules and who may know whom" of docs/architecture.md. */
class ModuleArrowsTest {
  private static final ImportOption NO_TESTS = l -> !l.contains("/test-classes/");

  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "dataflow-graph", Set.of(),
          "model-importer", Set.of("dataflow-graph"),
          "hls-templates", Set.of("dataflow-graph"),
          "boards", Set.of("dataflow-graph"),
          "rtl-gen", Set.of("dataflow-graph", "hls-templates", "boards"),
          "fpga-sim", Set.of("dataflow-graph", "boards", "rtl-gen"),
          "cli",
              Set.of(
                  "dataflow-graph",
                  "model-importer",
                  "hls-templates",
                  "boards",
                  "rtl-gen",
                  "fpga-sim"));

  /** A module's classes come from {@code MODULE/target/classes} or {@code MODULE/target/*.jar}. */
  private static final Pattern MODULE = Pattern.compile("([a-z-]+)/target/(?:checks/)?[^/]+");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          // Not the predefined option: it does not know target/checks/test-classes.
          .withImportOption(NO_TESTS)
          .importPackages("io.nn2fpga");

  @Test
  void everyModuleOfTheProductIsSeen() {
    Set<String> seen = new TreeSet<>();
    CLASSES.forEach(c -> seen.add(moduleOf(c)));

    assertThat(seen).isSubsetOf(ARROWS.keySet());
    assertThat(seen).contains("dataflow-graph", "hls-templates", "rtl-gen", "fpga-sim", "cli");
  }

  @Test
  void modulesKnowOnlyThoseBelowThem() {
    assertThat(forbidden(ARROWS)).isEmpty();
  }

  @Test
  void aMissingArrowIsNoticed() {
    Map<String, Set<String>> fewer = new HashMap<>(ARROWS);
    fewer.put("cli", Set.of("dataflow-graph"));

    assertThat(forbidden(fewer)).anyMatch(d -> d.contains("DoctorCommand") && d.contains("Tool"));
  }

  @Test
  void onlyTheToolPackageStartsProcesses() {
    assertThat(users("io.nn2fpga.sim.tool", t -> t.isEquivalentTo(ProcessBuilder.class))).isEmpty();
    assertThat(calls("io.nn2fpga.sim.tool", "java.lang.Runtime.exec(")).isEmpty();
    assertThat(users("nowhere", t -> t.isEquivalentTo(ProcessBuilder.class))).isNotEmpty();
  }

  @Test
  void onlyTheTemplatePackageKnowsVelocity() {
    Predicate<JavaClass> velocity = t -> t.getPackageName().startsWith("org.apache.velocity");

    assertThat(users("io.nn2fpga.template", velocity)).isEmpty();
    assertThat(users("nowhere", velocity)).isNotEmpty();
  }

  @Test
  void onlyTheCommandLinePrintsReadsTheEnvironmentOrExits() {
    for (String member : List.of("System.out", "System.err", "System.getenv(", "System.exit(")) {
      assertThat(calls("io.nn2fpga.cli", "java.lang." + member)).isEmpty();
      assertThat(calls("nowhere", "java.lang." + member)).as(member).isNotEmpty();
    }
  }

  private static List<String> forbidden(Map<String, Set<String>> arrows) {
    List<String> found = new ArrayList<>();
    for (JavaClass origin : CLASSES) {
      String from = moduleOf(origin);
      for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith("io.nn2fpga")) {
          String to = moduleOf(target);
          if (!from.equals(to) && !arrows.getOrDefault(from, Set.of()).contains(to)) {
            found.add(from + " -> " + to + ": " + dependency.getDescription());
          }
        }
      }
    }
    return found;
  }

  private static List<String> users(String allowedPackage, Predicate<JavaClass> type) {
    return CLASSES.stream()
        .filter(c -> !c.getPackageName().startsWith(allowedPackage))
        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
        .filter(d -> type.test(d.getTargetClass()))
        .map(Dependency::getDescription)
        .toList();
  }

  private static List<String> calls(String allowedPackage, String member) {
    return CLASSES.stream()
        .filter(c -> !c.getPackageName().startsWith(allowedPackage))
        .flatMap(c -> c.getAccessesFromSelf().stream())
        .filter(a -> a.getTarget().getFullName().startsWith(member))
        .map(Object::toString)
        .toList();
  }

  private static String moduleOf(JavaClass type) {
    String location = type.getSource().orElseThrow().getUri().toString();
    Matcher matcher = MODULE.matcher(location);
    assertThat(matcher.find()).as("module of %s", location).isTrue();
    return matcher.group(1);
  }
}
