package dev.thalweg.integration.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of docs/operations.md is held by a test that there is. */
class OperationsTableTest {
  private static final Path PAGE = Path.of("..", "docs", "operations.md");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  static List<String> rows() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE, UTF_8).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| fault "))
            .toList();
    assertThat(rows).hasSizeGreaterThan(8);
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void row_namesATestThatThereIs(String row) throws IOException {
    String[] cells = row.split(" \\| ", -1);
    Matcher named = TEST.matcher(cells[cells.length - 1]);
    assertThat(named.find()).as("a test in the last column of: %s", row).isTrue();
    do {
      assertThat(source(named.group(1))).as(row).contains("void " + named.group(2) + "(");
    } while (named.find());
  }

  /** Of all classes of this name: two modules may each have one. */
  private static String source(String testClass) throws IOException {
    try (Stream<Path> found =
        Files.find(
            Path.of(".."),
            14,
            (path, attributes) ->
                path.getFileName().toString().equals(testClass + ".java")
                    && path.toString().contains(Path.of("src", "test").toString()))) {
      StringBuilder sources = new StringBuilder();
      for (Path path : found.toList()) {
        sources.append(Files.readString(path, UTF_8));
      }
      assertThat(sources).as(testClass).isNotEmpty();
      return sources.toString();
    }
  }
}
