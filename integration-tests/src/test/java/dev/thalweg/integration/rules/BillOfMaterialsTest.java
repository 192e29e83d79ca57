package dev.thalweg.integration.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What an image consists of is listed in it, with its licences. */
class BillOfMaterialsTest {
  private static final Path CLI = Path.of("..", "cli", "target");
  private static final Path IMAGE = CLI.resolve("image");

  /** Licences under which a library may be in an image; of several one is enough. */
  private static final Pattern WELCOME =
      Pattern.compile(
          "Apache|\\bASF\\b|\\bMIT\\b|BSD|Eclipse Public|EPL-|Go License|Public Domain|CC0|UPL",
          Pattern.CASE_INSENSITIVE);

  /** Of {@code (licence) name (group:artifact:version - address)}. */
  private static final Pattern COORDINATES = Pattern.compile("\\([^: ]+:([^: ]+):([^ ]+) - [^(]*$");

  @Test
  void billOfMaterials_namesEveryLibraryThatIsShipped() throws IOException {
    JsonNode bill = new ObjectMapper().readTree(IMAGE.resolve("thalweg.cdx.json").toFile());
    Set<String> named =
        StreamSupport.stream(bill.get("components").spliterator(), false)
            .map(part -> part.get("name").asText() + "-" + part.get("version").asText())
            .collect(Collectors.toSet());

    assertThat(jars("lib"))
        .hasSizeGreaterThan(50)
        .allMatch(jar -> named.stream().anyMatch(jar::startsWith));
  }

  @Test
  void notices_nameALicenceForEveryLibrary_whichIsCompatible() throws IOException {
    List<String> notices =
        Files.readAllLines(IMAGE.resolve("THIRD-PARTY.txt")).stream()
            .filter(line -> line.startsWith("     ("))
            .toList();

    assertThat(notices).allMatch(line -> WELCOME.matcher(licences(line)).find());
    assertThat(jars("lib"))
        .allMatch(
            jar -> notices.stream().anyMatch(line -> jar.startsWith(artifactAndVersion(line))));
  }

  /** {@code jackson-core-2.23.0}. */
  private static String artifactAndVersion(String notice) {
    Matcher matcher = COORDINATES.matcher(notice);
    assertThat(matcher.find()).as(notice).isTrue();
    return matcher.group(1) + "-" + matcher.group(2);
  }

  /** All before the coordinates: the licences and the name. */
  private static String licences(String notice) {
    return notice.substring(0, notice.lastIndexOf('('));
  }

  private static List<String> jars(String folder) throws IOException {
    try (Stream<Path> files = Files.list(CLI.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
