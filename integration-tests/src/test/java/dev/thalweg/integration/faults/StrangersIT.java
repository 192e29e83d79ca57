package dev.thalweg.integration.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.trainer.guarantee.Audit;
import dev.thalweg.trainer.guarantee.AuditReport;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Records of strangers in the topics that only the pipeline itself writes. */
@OnEachStack(containersByDefault = false)
class StrangersIT {
  private static final Pipeline PIPELINE = new Pipeline("strangers");
  private static final int LONG_ID = 1 << 19;

  @Parameter TestStack stack;

  @Test
  void strangersRecords_disturbNobodyWhoReadsTheTopic() {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, PIPELINE.name())) {
      // Given
      ThalwegProcess trainer =
          cluster.startService("train", "--hidden", "32", "--snapshot-every", "320");
      produce(cluster, "samples", 640);
      ThalwegProcess scorer = cluster.startService("score");

      // When
      for (PipelineTopic topic :
          List.of(PipelineTopic.JOURNAL, PipelineTopic.CONTROL, PipelineTopic.SNAPSHOTS)) {
        write(topic);
      }
      cluster.run(
          "produce", "--source", "digits", "--samples", "1280", "--rate", "max", "--resume");
      cluster.watchRing(4);

      // Then: those that work go on, with what came behind the strangers'
      Awaitility.await("the newest snapshot is served")
          .atMost(CommandLineCluster.LONG)
          .until(
              () -> {
                produce(cluster, "examples", 10);
                return cluster.watchAll("predictions").stream()
                    .anyMatch(record -> record.get("value").get("version").asLong() == 1280);
              });
      assertThat(trainer.isAlive()).isTrue();
      assertThat(scorer.isAlive()).isTrue();
      assertThat(scorer.err()).doesNotContain("\tat ");

      // And one that starts reads past them
      scorer.terminate();
      scorer.awaitExit(CommandLineCluster.LONG);
      cluster.startService("score");

      // And so do those that read everything
      assertThat(cluster.run("verify").out()).startsWith("SAME: Version 1280");
      assertThat(cluster.run("snapshots", "list").out()).contains("1280");
      trainer.terminate();
      trainer.awaitExit(CommandLineCluster.LONG);
      AuditReport report = new Audit(stack.connection(), PIPELINE).run();
      assertThat(report.findings())
          .allSatisfy(
              found -> assertThat(found.violations()).as("%s", found.guarantee()).isEmpty());
    }
  }

  private static void produce(CommandLineCluster cluster, String to, int records) {
    cluster.run(
        "produce",
        "--source",
        "digits",
        "--to",
        to,
        "--samples",
        Integer.toString(records),
        "--rate",
        "max",
        "--label-delay",
        "0");
  }

  /** Every kind of value under every kind of key; none under a key that the topic has. */
  private void write(PipelineTopic topic) {
    String name = PIPELINE.topic(topic);
    byte[] longId = new byte[LONG_ID];
    Arrays.fill(longId, (byte) 'x');
    List<byte[]> keys = new ArrayList<>();
    keys.add(null);
    keys.add(new byte[0]);
    keys.add("stranger".getBytes(UTF_8));
    keys.add("stranger/0".getBytes(UTF_8));
    keys.add(new byte[] {(byte) 0xff, 0, 1});
    keys.add(longId);
    try (SchemaRegistry registry = stack.connection().openRegistry();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                stack.connection().clientConfig(),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      String alarms = PIPELINE.topic(PipelineTopic.ALARMS);
      Alarm alarm = new Alarm("stranger", AlarmKind.DRIFT, "not meant for here", Instant.EPOCH);
      List<byte[]> values =
          List.of(
              "plain text".getBytes(UTF_8),
              new byte[0],
              ByteBuffer.allocate(9).put((byte) 0).putInt(Integer.MAX_VALUE).array(),
              ByteBuffer.allocate(9).put((byte) 0).putInt(-1).array(),
              new AvroSerializer<Alarm>(registry).serialize(alarms, alarm));
      for (byte[] key : keys) {
        for (byte[] value : values) {
          var unused = producer.send(new ProducerRecord<>(name, key, value));
          // Alone: a compacted topic refuses a batch in which one has no key.
          producer.flush();
        }
      }
    }
  }
}
