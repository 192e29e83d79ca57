package dev.thalweg.integration.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code in docs/embedding.md is the code of examples, which is compiled and tested. */
class QuotedCodeTest {
  private static final Path PAGE = Path.of("..", "docs", "embedding.md");
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Pattern BLOCK =
      Pattern.compile("^```(?:java|python|xml)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  static List<String> blocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(Files.readString(PAGE, UTF_8).replace("\r\n", "\n"));
    while (found.find()) {
      blocks.add(found.group(1));
    }
    assertThat(blocks).hasSizeGreaterThan(3);
    return blocks;
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void block_standsInASourceWordForWord(String block) throws IOException {
    // Moved to the right by as much as it stands in there, which is at most six levels
    List<String> indented =
        Stream.of(0, 2, 4, 6, 8, 10, 12)
            .map(spaces -> block.replaceAll("(?m)^(?=.)", " ".repeat(spaces)))
            .toList();
    assertThat(sources())
        .as(block)
        .anyMatch(source -> indented.stream().anyMatch(source::contains));
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      List<Path> sources =
          files
              .filter(file -> file.toString().matches(".*\\.(java|py|xml)"))
              .filter(file -> !file.toString().contains("target"))
              .collect(Collectors.toList());
      List<String> texts = new ArrayList<>();
      for (Path source : sources) {
        texts.add(Files.readString(source, UTF_8).replace("\r\n", "\n"));
      }
      return texts;
    }
  }
}
