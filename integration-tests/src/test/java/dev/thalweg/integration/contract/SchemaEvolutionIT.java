package dev.thalweg.integration.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.stack.NextVersion;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Pipeline;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** Schemas that change, and a registry that takes no new ones. */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class SchemaEvolutionIT {
  @Parameter TestStack stack;

  @Test
  void logOfTwoVersions_isLearnedAndVerifiedWhole() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "evolved")) {
      // Given
      cluster.start("train", "--snapshot-every", "640", "--instance", "one");
      produce(cluster);

      // When: a producer of the next version writes, and one of today's again
      NextVersion.sendSamples(cluster.connection(), new Pipeline("evolved"), 640);
      produce(cluster);

      // Then
      int steps = 3 * 640 / 32;
      List<JsonNode> training = cluster.watch("training", steps);
      assertThat(training.get(steps - 1).get("value").get("samples").asLong()).isEqualTo(3 * 640);
      assertThat(cluster.watch("snapshots", 3)).hasSize(3);
      assertThat(cluster.run("verify").out()).startsWith("SAME: Version 1920");
      assertThat(cluster.watchAll("dead-letters")).isEmpty();
    }
  }

  private static void produce(CommandLineCluster cluster) {
    cluster.run("produce", "--source", "digits", "--samples", "640", "--rate", "max");
  }

  @Test
  void changeThatOldRecordsCannotMeet_isRefusedInASentence() {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "changed")) {
      NextVersion.assertRefusedWithoutDefaults(cluster.connection(), new Pipeline("changed"));
    }
  }

  @Test
  void registryThatTakesNoNewSchemas_doesWithThoseOfTopicsCreate() {
    try (CommandLineCluster closed = new CommandLineCluster(stack, "closed")) {
      // Given
      String asItIs = "--auto-register-schemas=false";
      closed.start("train", asItIs, "--snapshot-every", "640", "--instance", "one");
      closed.start("score", asItIs, "--instance", "one");
      closed.start("monitor", asItIs, "--instance", "one", "--window", "1");

      // When
      String[] samples = {
        "produce", asItIs, "--source", "digits", "--samples", "640", "--rate", "max"
      };
      closed.run(samples);
      assertThat(closed.watch("snapshots", 1)).hasSize(1);
      String[] images = {
        "produce", asItIs, "--to", "examples", "--source", "digits", "--samples", "100"
      };
      closed.run(images);

      // Then
      assertThat(closed.watch("predictions", 100)).hasSize(100);
      assertThat(closed.watch("accuracy", 1)).hasSize(1);
    }
  }

  @Test
  void registryThatTakesNoNewSchemas_andHasNone_isToldWithTheCommandThatMendsIt() {
    NextVersion.assertMissingSchemaIsTold(stack.home(), stack.connection(), new Pipeline("bare"));
  }
}
