package dev.thalweg.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class CommandReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "commands.md");
  private static final String WRITE = "thalweg.docs.write";

  private static final List<CommandSpec> COMMANDS =
      CommandReference.commands(Thalweg.commandLine(Map.of()).getCommandSpec());

  @Test
  void page_isWhatTheCommandsDeclare() throws Exception {
    // Given
    String page = CommandReference.page();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, page, UTF_8);
    }

    // Then
    assertThat(PAGE).as("%s, which this test writes under -D%s=true", PAGE, WRITE).exists();
    assertThat(Files.readString(PAGE, UTF_8))
        .as(
            "docs/commands.md differs from the commands; write it anew with"
                + " \"mvn -pl cli test -Dtest=CommandReferenceTest -D%s=true\"",
            WRITE)
        .isEqualTo(page);
  }

  @Test
  void page_hasEveryCommandAndOption() {
    String page = CommandReference.page();

    assertThat(COMMANDS).hasSizeGreaterThan(8);
    for (CommandSpec command : COMMANDS.subList(1, COMMANDS.size())) {
      assertThat(page).contains("\n## " + command.qualifiedName() + "\n");
      for (OptionSpec option : CommandReference.options(command)) {
        assertThat(page).contains("| `" + option.longestName());
      }
    }
    assertThat(page).doesNotContain("${", "null");
  }

  @Test
  void everyCommand_hasADescription() {
    for (CommandSpec command : COMMANDS) {
      String text = String.join(" ", command.usageMessage().description());
      assertThat(text).as(command.qualifiedName()).isNotBlank().endsWith(".");
    }
  }

  @Test
  void everyOptionAndArgument_hasADescription() {
    for (CommandSpec command : COMMANDS) {
      for (ArgSpec arg : command.args()) {
        String text = String.join(" ", arg.description());
        assertThat(text).as("%s %s", command.qualifiedName(), arg).isNotBlank().endsWith(".");
      }
    }
  }

  @Test
  void optionOfOneName_meansTheSameEverywhere() {
    // The environment and the file know an option by its name alone.
    Map<String, TreeSet<String>> labelsByName = new TreeMap<>();
    for (CommandSpec command : COMMANDS) {
      for (OptionSpec option : CommandReference.options(command)) {
        labelsByName
            .computeIfAbsent(option.longestName(), name -> new TreeSet<>())
            .add(option.paramLabel() + " " + option.type().getName());
      }
    }
    assertThat(labelsByName).allSatisfy((name, labels) -> assertThat(labels).as(name).hasSize(1));
  }

  @Test
  void everyFlag_staysSetWhenTheEnvironmentSetsItToo() {
    for (CommandSpec command : COMMANDS) {
      for (OptionSpec option : CommandReference.options(command)) {
        if (option.arity().max() == 0) {
          assertThat(option.fallbackValue())
              .as("%s %s", command.qualifiedName(), option.longestName())
              .isEqualTo("true");
        }
      }
    }
  }
}
