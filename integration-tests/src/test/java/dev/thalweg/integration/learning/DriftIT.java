package dev.thalweg.integration.learning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** The labels change their meaning: an alarm, and one restart by two monitors, killed or not. */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class DriftIT {
  private static final Pipeline PIPELINE = new Pipeline("drifting");
  private static final TopicPartition ALARMS =
      new TopicPartition(PIPELINE.topic(PipelineTopic.ALARMS), 0);

  /** More minibatches of 32 than lie between two restarts. */
  private static final int ONSET = 8_000;

  @Parameter TestStack stack;

  @Test
  void eachDrift_isAnsweredByOneRestart_alsoWhereNoMonitorRanOrBothWereKilled() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, PIPELINE.name())) {
      // Given: an alarm that a monitor raised right before it was killed
      cluster.startService("train", "--snapshot-every", "2000");
      long first = raise(cluster.connection());

      // When
      List<ThalwegProcess> monitors = monitors(cluster);

      // Then: one restart, by either
      awaitAnswered(cluster.connection(), first);
      assertThat(awaitRestarts(cluster, 1).get(0).get("step").asLong()).isZero();

      // When: what labels mean changes
      cluster.run(
          "produce",
          "--source=digits",
          "--samples=" + (ONSET + 2_000),
          "--rate=max",
          "--drift=permute-labels@" + ONSET);

      // Then: there is an alarm at once, and one more restart
      List<JsonNode> restarts = awaitRestarts(cluster, 2);
      assertThat(restarts.get(1).get("step").asLong()).isGreaterThan(ONSET / 32);
      List<JsonNode> alarms = cluster.watchAll("alarms");
      assertThat(alarms.get(1).at("/value/kind").asText()).isEqualTo("DRIFT");
      assertThat(alarms.get(1).at("/value/detail").asText())
          .startsWith("ADWIN: the errors of the trained weights rose");
      assertThat(said(monitors)).hasSize(2);

      // When: both are killed, and started again
      awaitAnswered(cluster.connection(), alarms.get(1).get("offset").asLong());
      monitors.forEach(ThalwegProcess::kill);
      List<ThalwegProcess> again = monitors(cluster);
      awaitAnswered(cluster.connection(), raise(cluster.connection()));

      // Then: the one who is on duty now knows of that restart, and takes this for the same event
      assertThat(said(again)).isEmpty();
      awaitRestarts(cluster, 2);
      assertThat(cluster.run("verify").out()).startsWith("SAME");
    }
  }

  private static List<ThalwegProcess> monitors(CommandLineCluster cluster) {
    return Stream.of("one", "two")
        .map(
            name ->
                cluster.startService(
                    "monitor", "--instance", name, "--on-drift", "restart", "--no-http"))
        .toList();
  }

  private static List<String> said(List<ThalwegProcess> monitors) {
    return monitors.stream()
        .flatMap(monitor -> monitor.err().lines())
        .filter(line -> line.startsWith("Drift: the learner restarts"))
        .toList();
  }

  private static long raise(Connection connection) throws Exception {
    Alarm alarm = new Alarm(PIPELINE.model(), AlarmKind.DRIFT, "It rose.", Instant.now());
    try (SchemaRegistry registry = connection.openRegistry();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] value = new AvroSerializer<Alarm>(registry).serialize(ALARMS.topic(), alarm);
      byte[] key = PIPELINE.model().getBytes(UTF_8);
      return producer.send(new ProducerRecord<>(ALARMS.topic(), 0, key, value)).get().offset();
    }
  }

  /** Until the group of monitors is done with the alarm at an offset. */
  private static void awaitAnswered(Connection connection, long offset) {
    String group = PIPELINE.group("restart-on-drift");
    try (Admin admin = connection.openAdmin()) {
      Awaitility.await("the alarm's answer")
          .atMost(CommandLineCluster.LONG)
          .ignoreExceptions() // there is no group as yet
          .until(
              () ->
                  admin
                          .listConsumerGroupOffsets(group)
                          .partitionsToOffsetAndMetadata()
                          .get()
                          .get(ALARMS)
                          .offset()
                      > offset);
    }
  }

  /** The journal's entries for so many restarts, and no more. */
  private static List<JsonNode> awaitRestarts(CommandLineCluster cluster, int restarts) {
    List<JsonNode> entries =
        Awaitility.await("restarts")
            .atMost(CommandLineCluster.LONG)
            .pollInterval(CommandLineCluster.READ_EVERY)
            .until(() -> cluster.watchAll("journal"), journal -> journal.size() >= restarts);
    assertThat(entries).hasSize(restarts);
    return entries.stream().map(entry -> entry.get("value")).toList();
  }
}
