package dev.thalweg.integration.rules;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dependency table of docs/design.md, executed. */
class ModuleRulesTest {
  /** The program, without its tests; looked at once for all rules. */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.thalweg");

  private static final String AVRO_AND_KAFKA =
      "org.apache.avro.. org.apache.kafka.common.. org.apache.kafka.clients..";

  /**
   * One row of the table.
   *
   * @param may the other packages it may use; those of the Java platform and slf4j are always
   *     allowed
   */
  record Row(String module, String may) {
    String[] allowed() {
      return Stream.concat(
              Stream.of("java..", "javax..", "org.slf4j..", "dev.thalweg." + module + ".."),
              Stream.of(may.split(" ")))
          .toArray(String[]::new);
    }
  }

  static List<Row> table() {
    return List.of(
        new Row("schemas", AVRO_AND_KAFKA + " io.confluent.. com.fasterxml.jackson.core.."),
        new Row("topics", AVRO_AND_KAFKA + " dev.thalweg.schemas.."),
        new Row(
            "snapshots",
            AVRO_AND_KAFKA + " dev.thalweg.schemas.. dev.thalweg.topics.. dev.thalweg.model.."),
        new Row("model", "org.nd4j.. org.bytedeco.. com.fasterxml.jackson.core.. onnx.."),
        new Row("http", "org.eclipse.jetty.. com.fasterxml.jackson.core.. dev.thalweg.schemas.."),
        new Row("metrics", "org.apache.kafka.. io.micrometer.."),
        new Row(
            "producer",
            AVRO_AND_KAFKA
                + " dev.thalweg.schemas.. dev.thalweg.topics.. dev.thalweg.metrics.."
                + " me.tongfei.progressbar.."),
        new Row(
            "trainer",
            AVRO_AND_KAFKA
                + " org.apache.kafka.streams.. dev.thalweg.schemas.. dev.thalweg.topics.."
                + " dev.thalweg.snapshots.. dev.thalweg.model.. dev.thalweg.metrics.."),
        new Row(
            "scorer",
            AVRO_AND_KAFKA
                + " dev.thalweg.schemas.. dev.thalweg.topics.. dev.thalweg.snapshots.."
                + " dev.thalweg.model.. dev.thalweg.metrics.. dev.thalweg.http.."
                + " dev.thalweg.mapping.. com.fasterxml.jackson.core.."),
        new Row(
            "streams",
            AVRO_AND_KAFKA
                + " org.apache.kafka.streams.. dev.thalweg.schemas.. dev.thalweg.topics.."),
        new Row("mapping", "org.apache.avro.. com.fasterxml.jackson.. dev.thalweg.schemas.."),
        new Row(
            "ingest",
            AVRO_AND_KAFKA
                + " org.apache.kafka.streams.. dev.thalweg.schemas.. dev.thalweg.topics.."
                + " dev.thalweg.mapping.. dev.thalweg.streams.. dev.thalweg.metrics.."
                + " com.fasterxml.jackson.."),
        new Row(
            "monitor",
            AVRO_AND_KAFKA
                + " org.apache.kafka.streams.. dev.thalweg.schemas.. dev.thalweg.topics.."
                + " dev.thalweg.mapping.. dev.thalweg.streams.. dev.thalweg.metrics.."
                + " dev.thalweg.http.. com.fasterxml.jackson.."),
        new Row(
            "examples.training",
            AVRO_AND_KAFKA
                + " org.apache.kafka.streams.. dev.thalweg.schemas.. dev.thalweg.topics.."
                + " dev.thalweg.model.. dev.thalweg.trainer.. com.fasterxml.jackson.."),
        new Row(
            "examples.scoring",
            "dev.thalweg.schemas.. dev.thalweg.snapshots.. dev.thalweg.model.."));
  }

  @ParameterizedTest
  @MethodSource("table")
  void module_dependsOnlyOnWhatTheTableAllows(Row row) {
    DescribedPredicate<JavaClass> primitiveOrArray =
        DescribedPredicate.describe("primitives and arrays", c -> c.isPrimitive() || c.isArray());
    classes()
        .that()
        .resideInAPackage("dev.thalweg." + row.module() + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(row.allowed()).or(primitiveOrArray))
        .check(CLASSES);
  }

  @Test
  void pictures_needTheJavaPlatformAlone() {
    needsAlone("dev.thalweg.scorer.picture..");
  }

  @Test
  void driftDetectors_needTheJavaPlatformAndTheNumbersOfTheStateAlone() {
    needsAlone("dev.thalweg.monitor.drift..", "dev.thalweg.monitor.state..");
    needsAlone("dev.thalweg.monitor.state..");
  }

  private static void needsAlone(String packages, String... others) {
    String[] allowed =
        Stream.concat(Stream.of("java..", "javax..", packages), Stream.of(others))
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(packages)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed)
                .or(DescribedPredicate.describe("arrays", JavaClass::isArray))
                .or(DescribedPredicate.describe("primitives", JavaClass::isPrimitive)))
        .check(CLASSES);
  }

  @Test
  void jettyAndMicrometer_areKnownToTheirPackagesOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.thalweg.http..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.eclipse.jetty.."))
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.thalweg.metrics..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.micrometer..", "io.prometheus.."))
        .check(CLASSES);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("dev.thalweg.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackage_hasAPackageInfo() throws IOException {
    // From the sources: a package-info without annotations leaves no class file.
    Set<Path> without = new TreeSet<>();
    try (Stream<Path> sources = Files.find(Path.of(".."), 12, (p, a) -> isMainSource(p))) {
      sources
          .map(Path::getParent)
          .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
          .forEach(without::add);
    }
    assertThat(without).isEmpty();
  }

  private static boolean isMainSource(Path path) {
    return path.toString().endsWith(".java")
        && path.toString().contains(Path.of("src", "main", "java").toString());
  }

  @Test
  void noClass_isCalledUtilsHelperOrManager() {
    noClasses()
        .that(alwaysTrue())
        .should()
        .haveNameMatching(".*(Utils?|Helper|Manager)$")
        .check(CLASSES);
  }

  @Test
  void fields_areNeverPublicUnlessConstant() {
    fields()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackage("dev.thalweg.schemas.avro..")
        .should()
        .beFinal()
        .andShould()
        .beStatic()
        .check(CLASSES);
  }
}
