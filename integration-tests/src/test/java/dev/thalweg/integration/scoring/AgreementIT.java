package dev.thalweg.integration.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.topics.KafkaClients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/**
 * What one command shows of a topic that anybody has written to, another does not deny, and neither
 * does a scorer.
 */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class AgreementIT {
  private static final Pattern ADDRESS = Pattern.compile("HTTP is answered on (http://\\S+:\\d+)");
  private static final Pipeline PIPELINE = new Pipeline("agreed");
  private static final String TOPIC = PIPELINE.topic(PipelineTopic.SNAPSHOTS);
  private static final int SOUND = SnapshotRing.SLOTS + 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final long STRANGE = 1L << 40;

  @Parameter TestStack stack;
  @TempDir Path home;

  /** What each says of a version: it is there and sound, there and damaged, or not there. */
  private enum Saying {
    SOUND,
    DAMAGED,
    ABSENT;

    static Saying of(CommandOutcome command) {
      String said = command.out() + command.err();
      if (said.contains("There is no version")) {
        return ABSENT;
      }
      return said.contains("is damaged") || said.contains("\"damage\":\"") ? DAMAGED : SOUND;
    }
  }

  @Test
  void commandsAndScorer_agreeOnWhichSnapshotsThereAreAndWhichAreSound() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, PIPELINE.name())) {
      // Given: compaction may take what strangers replaced while one after the other is asked
      cluster.run(
          "topics",
          "create",
          "--alter",
          "--config=snapshots:max.compaction.lag.ms=86400000",
          "--config=snapshots:min.compaction.lag.ms=86400000");
      write(cluster);

      // When
      Map<Long, Saying> listed = new HashMap<>();
      long serving = -1;
      for (String line : cluster.run("snapshots", "list", "--json").out().lines().toList()) {
        JsonNode entry = JSON.readTree(line);
        Saying saying = entry.get("damage").isNull() ? Saying.SOUND : Saying.DAMAGED;
        listed.put(entry.get("version").asLong(), saying);
        serving = entry.get("serving").asBoolean() ? entry.get("version").asLong() : serving;
      }
      JsonNode scorer = scorer(cluster);

      // Then: superseded, sound, torn, wrongly sealed, negative, sound and not the model's
      assertThat(listed.keySet())
          .containsExactlyInAnyOrderElementsOf(
              LongStream.concat(
                      LongStream.rangeClosed(2, SOUND - 1).map(sequence -> 100 * sequence),
                      LongStream.of(
                          100 * SOUND, 100 * SOUND + 100, -7, 100 * SOUND + 400, 100 * STRANGE))
                  .boxed()
                  .toList());
      for (long version :
          new long[] {100, 200, 100 * SOUND - 100, 100 * SOUND, -7, 100 * STRANGE}) {
        Saying expected = listed.getOrDefault(version, Saying.ABSENT);
        assertThat(sayings(cluster, version)).as("version %d", version).containsOnly(expected);
      }
      assertThat(scorer.get("parameters").get("version").asLong()).isEqualTo(serving);
      assertThat(versions(scorer)).isEqualTo(sound(listed));
    }
  }

  private List<Saying> sayings(CommandLineCluster cluster, long version) {
    String wanted = "--version=" + version;
    String file = home.resolve("v" + version + ".safetensors").toString();
    return List.of(
        Saying.of(cluster.runToEnd("snapshots", "show", "--json", wanted)),
        Saying.of(cluster.runToEnd("snapshots", "export", "--out", file, wanted)),
        Saying.of(cluster.runToEnd("verify", wanted)),
        Saying.of(cluster.runToEnd("snapshots", "pin", wanted)));
  }

  private static Set<Long> sound(Map<Long, Saying> listed) {
    return listed.entrySet().stream()
        .filter(entry -> entry.getValue() == Saying.SOUND)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Long> versions(JsonNode metadata) {
    Set<Long> versions = new TreeSet<>();
    metadata.get("versions").forEach(version -> versions.add(version.asLong()));
    return versions;
  }

  /** What a scorer says over HTTP that has just started. */
  private static JsonNode scorer(CommandLineCluster cluster)
      throws IOException, InterruptedException {
    ThalwegProcess scorer =
        cluster.startService("score", "--gate", "off", "--instance", "one", "--http-port", "0");
    Matcher printed = ADDRESS.matcher(scorer.err());
    assertThat(printed.find()).as(scorer.describe()).isTrue();
    URI address = URI.create(printed.group(1)).resolve("/v2/models/" + PIPELINE.model());
    return JSON.readTree(
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
            .body());
  }

  private static void write(CommandLineCluster cluster) throws Exception {
    try (SchemaRegistry registry = cluster.connection().openRegistry();
        Producer<byte[], byte[]> producer =
            KafkaClients.producer(
                cluster.connection(), KafkaClients.writing(cluster.connection()))) {
      AvroSerializer<Snapshot> serializer = new AvroSerializer<>(registry);
      String parent = "";
      for (int sequence = 0; sequence < SOUND; sequence++) {
        String before = parent;
        Snapshot next = snapshot(sequence, s -> s.setParentSha256(before), s -> {});
        send(producer, serializer, next);
        parent = next.getSha256();
      }
      send(producer, serializer, snapshot(STRANGE, s -> s.setParentSha256("5a"), s -> {}));
      send(producer, serializer, snapshot(SOUND + 4, s -> {}, s -> {}));
      send(producer, serializer, snapshot(SOUND, s -> {}, s -> s.getParameters().put(5, (byte) 1)));
      send(producer, serializer, snapshot(SOUND + 1, s -> {}, s -> s.setSha256("00".repeat(32))));
      send(producer, serializer, snapshot(SOUND + 2, s -> s.setVersion(-7L), s -> {}));
      send(producer, serializer, snapshot(-1, s -> s.setVersion(-9L), s -> {}));
      Snapshot other = snapshot(SOUND + 3, s -> s.setModel("other"), s -> {});
      byte[] value = serializer.serialize(TOPIC, other);
      producer.send(new ProducerRecord<>(TOPIC, 0, "other/1".getBytes(UTF_8), value)).get();
      byte[] key = SnapshotRing.key(PIPELINE.model(), SOUND + 3);
      producer.send(new ProducerRecord<>(TOPIC, 0, key, value)).get();
    }
  }

  private static void send(
      Producer<byte[], byte[]> producer, AvroSerializer<Snapshot> serializer, Snapshot snapshot)
      throws Exception {
    byte[] key = SnapshotRing.key(PIPELINE.model(), snapshot.getSequence());
    byte[] value = serializer.serialize(TOPIC, snapshot);
    producer.send(new ProducerRecord<>(TOPIC, 0, key, value)).get();
  }

  private static Snapshot snapshot(
      long sequence, Consumer<Snapshot> beforeTheSeal, Consumer<Snapshot> afterIt) {
    Snapshot snapshot = new Snapshot();
    snapshot.setModel(PIPELINE.model());
    snapshot.setSequence(sequence);
    snapshot.setVersion(100 * sequence);
    snapshot.setStep(sequence);
    snapshot.setArchitecture("4x4 dense(3,softmax) cross_entropy");
    snapshot.setHyperparameters(Map.of("batch.size", "100"));
    byte[] parameters = new byte[4 * 17 * 3];
    parameters[0] = (byte) sequence;
    snapshot.setParameters(ByteBuffer.wrap(parameters));
    snapshot.setParentSha256("");
    snapshot.setOffsets(List.of(new PartitionOffset(0, 100 * sequence)));
    snapshot.setBackend("test");
    snapshot.setTrainedAt(Instant.ofEpochSecond(sequence));
    beforeTheSeal.accept(snapshot);
    SnapshotSeal.seal(snapshot);
    afterIt.accept(snapshot);
    return snapshot;
  }
}
