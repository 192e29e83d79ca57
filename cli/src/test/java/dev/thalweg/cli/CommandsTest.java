package dev.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
  @Test
  void below_commandThatIsNamed_isBuiltAlone() {
    // when
    Map<String, CommandLine> built =
        Thalweg.commandLine(Map.of(), "snapshots", "list", "--help").getSubcommands();

    // then
    assertThat(built.keySet()).containsExactly("snapshots");
    assertThat(built.get("snapshots").getSubcommands()).containsKey("list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--help", "--version", "scoer", "@file"})
  void below_noneThatIsNamed_allAreBuilt(String first) {
    // when
    Set<String> built = Thalweg.commandLine(Map.of(), first, "score").getSubcommands().keySet();

    // then
    assertThat(built).hasSize(15).startsWith("demo", "up").contains("score").endsWith("chaos");
  }

  @Test
  void below_any_isCalledWhatItDeclares() {
    Thalweg.commandLine(Map.of())
        .getSubcommands()
        .forEach(
            (name, command) ->
                assertThat(
                        command
                            .getCommand()
                            .getClass()
                            .getAnnotation(CommandLine.Command.class)
                            .name())
                    .isEqualTo(name));
  }

  @Test
  void below_commandThatIsNamed_helpIsThatOfTheWholeTree() {
    // given
    CommandLine whole = Thalweg.commandLine(Map.of());

    for (String name : whole.getSubcommands().keySet()) {
      // when
      CommandLine alone = Thalweg.commandLine(Map.of(), name).getSubcommands().get(name);

      // then
      assertThat(alone.getUsageMessage())
          .isEqualTo(whole.getSubcommands().get(name).getUsageMessage())
          .contains("--help", "THALWEG_LEARNING_RATE");
    }
  }
}
