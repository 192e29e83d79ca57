package dev.thalweg.integration.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergedSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The run that the page shows: a trainer, a scorer and a monitor of one pipeline. */
final class ShownRun implements AutoCloseable {
  static final String PIPELINE = "page";

  private static final Pattern ADDRESS = Pattern.compile("The page is at (http://\\S+:\\d+)");

  private final CommandLineCluster cluster;
  private final String address;
  private ThalwegProcess monitor;

  /** A part of it is over when it is there. */
  ShownRun(TestStack stack) {
    cluster = new CommandLineCluster(stack, PIPELINE);
    try {
      cluster.startService("train", "--snapshot-every", "500", "--instance", "one");
      monitor = startMonitor("0");
      address = address(monitor);
      cluster.start("score", "--gate", "off", "--no-http", "--instance", "one");
      produce(1_024, 1);
      assertThat(cluster.watchRing(2)).hasSizeGreaterThanOrEqualTo(2);
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** Where the page is, whichever monitor tells it. */
  String address() {
    return address;
  }

  CommandLineCluster cluster() {
    return cluster;
  }

  private ThalwegProcess startMonitor(String port) {
    String[] command = {"monitor", "--instance", "one", "--window", "1", "--http-port", port};
    return cluster.startService(command);
  }

  /** Where the page of a monitor is. */
  static String address(ThalwegProcess monitor) {
    Matcher found = ADDRESS.matcher(monitor.err());
    assertThat(found.find()).as(monitor.describe()).isTrue();
    return found.group(1);
  }

  void killMonitor() {
    monitor.kill();
  }

  /** Another monitor on the port of the one that was killed. */
  void startMonitorAgain() {
    monitor = startMonitor(address.substring(address.lastIndexOf(':') + 1));
    assertThat(address(monitor)).isEqualTo(address);
  }

  /** Sends samples. */
  void produce(int samples, int seed) {
    cluster.run(
        "produce", "--source=digits", "--samples=" + samples, "--rate=max", "--data-seed=" + seed);
  }

  /** Sends images, and their labels. */
  void sendImages(int images) {
    cluster.run("produce", "--to=examples", "--source=digits", "--samples=" + images);
  }

  void raiseAlarm(String detail) {
    send("alarms", new Alarm(PIPELINE, AlarmKind.DRIFT, detail, Instant.now()));
  }

  /**
   * As if there were several learners: a merge of their rounds.
   *
   * @param missed merges in a row that each has missed, by partition
   */
  void merge(long number, int... missed) {
    List<LearnerProgress> learners = new ArrayList<>();
    for (int partition = 0; partition < missed.length; partition++) {
      learners.add(
          new LearnerProgress(
              partition,
              number - missed[partition],
              missed[partition],
              0L,
              0L,
              2_000L,
              62L,
              1.0,
              2_000L,
              1_900L,
              0L,
              0.0));
    }
    MergedSnapshot none = new MergedSnapshot(0L, -1L, 0L, "", "");
    send(
        "merges",
        new Merge(number, missed.length, List.of(), learners, List.of(), "", none, Instant.now()));
  }

  private <T extends SpecificRecord> void send(String suffix, T value) {
    Connection connection = cluster.connection();
    String topic = PIPELINE + "." + suffix;
    try (SchemaRegistry registry = connection.openRegistry();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] encoded = new AvroSerializer<T>(registry).serialize(topic, value);
      producer.send(new ProducerRecord<>(topic, encoded)).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
