package dev.thalweg.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** What people and programs see of a topic through {@code watch}, as the documentation shows it. */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class WatchIT {
  private static final String[] PRODUCE = {
    "produce", "--source", "digits", "--samples", "300", "--rate", "max"
  };

  @Parameter TestStack stack;

  @Test
  void topic_isShownUpToItsEnd_filteredForPeopleAndMachines() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "watched")) {
      // Given
      cluster.run(PRODUCE);
      cluster.run("restart-learning");

      // When
      String[] seven = {
        "watch", "samples", "--since", "1h", "--exit-at-end", "--filter", "target=7"
      };
      List<String> lines = cluster.runProcess(seven).out().lines().toList();
      String[] directives = {
        "watch",
        "samples",
        "--from-beginning",
        "--until",
        "now",
        "--json",
        "--filter",
        "directive=restart"
      };
      List<String> objects = cluster.runProcess(directives).out().lines().toList();
      ThalwegProcess wrong = cluster.runProcessToEnd("watch", "samples", "--filter", "size=3");

      // Then: one aligned line for each seven, with neither colours nor other commands
      assertThat(lines).hasSizeBetween(10, 60);
      assertThat(lines.get(0)).startsWith("time             offset  id ").endsWith("source");
      assertThat(lines.subList(1, lines.size()))
          .allMatch(line -> line.matches("\\d\\d:\\d\\d:\\S+ +\\d+  digits-train-1-\\d+ .* 7 .*"))
          .allMatch(line -> line.indexOf("digits-train") == lines.get(0).indexOf("id"));

      // And: the directive as what it is
      assertThat(objects).hasSize(1);
      JsonNode directive = new ObjectMapper().readTree(objects.get(0));
      assertThat(directive.path("offset").asLong()).isEqualTo(300);
      assertThat(directive.path("directive").asText()).isEqualTo("restart");
      assertThat(directive.path("value").isNull()).isTrue();

      // And: a sentence
      assertThat(wrong.exitCode()).isEqualTo(1);
      assertThat(wrong.err())
          .contains("no field \"size\"", "id, datatype, target, weight, source, directive")
          .doesNotContain("\tat ");
    }
  }
}
