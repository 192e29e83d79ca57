package dev.thalweg.integration.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * What is shipped holds nothing by which two builds of one commit differ: no time of the build, no
 * place, no user, and no order that a file system gave. {@code .ci/reproducible} builds twice.
 */
class ReproducibleBuildTest {
  private static final Path CLI = Path.of("..", "cli", "target");
  private static final Pattern TIMESTAMP =
      Pattern.compile("<project\\.build\\.outputTimestamp>([^<]+)<");

  @Test
  void entriesOfOurJars_haveTheTimeOfTheProject_andAnOrderOfTheirOwn() throws IOException {
    LocalDateTime projects = projectsTime();
    for (Path jar : ourJars()) {
      boolean repackaged = jar.getFileName().toString().startsWith("thalweg-registry-client");
      Map<String, List<String>> folders = new TreeMap<>();
      try (ZipFile file = new ZipFile(jar.toFile())) {
        for (ZipEntry entry : file.stream().toList()) {
          // A repackaged library keeps its own times, which are older, and its own order.
          assertThat(entry.getTimeLocal())
              .as("%s in %s", entry.getName(), jar)
              .isBeforeOrEqualTo(projects);
          boolean isOurs = !repackaged && !entry.getName().startsWith("META-INF/");
          if (isOurs && !entry.isDirectory()) {
            int slash = entry.getName().lastIndexOf('/') + 1;
            folders
                .computeIfAbsent(entry.getName().substring(0, slash), folder -> new ArrayList<>())
                .add(entry.getName().substring(slash));
          }
        }
      }
      folders.forEach((folder, names) -> assertThat(names).as(folder + " in " + jar).isSorted());
    }
  }

  @Test
  void whatIsShipped_tellsNothingOfWhereAndByWhomItWasBuilt() throws IOException {
    String place = CLI.toRealPath().getParent().getParent().toString();
    for (Path jar : ourJars()) {
      try (JarFile file = new JarFile(jar.toFile())) {
        Manifest manifest = file.getManifest();
        assertThat(manifest.getMainAttributes().keySet().stream().map(Object::toString))
            .as(jar.toString())
            .doesNotContain(
                "Built-By", "Build-Time", "Build-Jdk", "Build-Date", "Bnd-LastModified");
        for (ZipEntry entry : file.stream().filter(entry -> !entry.isDirectory()).toList()) {
          try (InputStream in = file.getInputStream(entry)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains(place))
                .as("%s in %s holds %s", entry.getName(), jar, place)
                .isFalse();
          }
        }
      }
    }
    try (Stream<Path> files = Files.list(CLI.resolve("image"))) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContain(place, "\"timestamp\"");
      }
    }
  }

  private static LocalDateTime projectsTime() throws IOException {
    Matcher matcher = TIMESTAMP.matcher(Files.readString(Path.of("..", "pom.xml")));
    assertThat(matcher.find()).isTrue();
    return OffsetDateTime.parse(matcher.group(1)).toLocalDateTime();
  }

  private static List<Path> ourJars() throws IOException {
    List<Path> jars = new ArrayList<>(List.of(CLI.resolve("thalweg-cli.jar")));
    try (Stream<Path> modules = Files.list(CLI.resolve("modules"))) {
      modules.forEach(jars::add);
    }
    assertThat(jars).hasSizeGreaterThan(10);
    return jars;
  }
}
